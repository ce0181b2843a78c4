import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, decodeCursor, isId, notFound, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, moderates } from '@veche/visibility';
import { insist, ledGroupIds, objectionToJudge } from '../moderation.policy.js';
import type { ModerationAct } from './act.type.js';

const COLUMNS = sql`a.id, a.kind, ${personJson('p')} as person, ${personJson('w')} as actor, a.reason, a.words, a.until, a.at,
  a.undone_at as "undoneAt", (select count(*)::integer from moderation_step s where s.act_id = a.id) as posts`;
const JOINS = sql`left join person p on p.id = a.person_id left join person w on w.id = a.actor_person_id`;

/** What moderators did. */
@Injectable()
export class ActReader {
  constructor(private readonly database: Database) {}

  /** The newest first; group leaders see those of their groups. @throws Refusal FORBIDDEN, INVALID (`after`) */
  async list(viewer: Viewer, after?: string | null, first?: number | null): Promise<Page<ModerationAct>> {
    insist(objectionToJudge(viewer));
    const size = pageSize(first, 30);
    const mine = moderates(viewer) ? sql`true` : sql`a.group_id = any(${ledGroupIds(viewer)}::uuid[])`;
    const found = await this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where ${mine} and ${beyond(after)} order by a.at desc, a.id desc limit ${size + 1}`,
    );
    return pageOf(found, size, ({ at, id }) => [at.toISOString(), id]);
  }

  byIds(ids: readonly string[]): Promise<ModerationAct[]> {
    return this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where a.id = any(${[...ids]}::uuid[]) order by a.at desc, a.id desc`,
    );
  }

  /** What was done about the viewer and stands; who did it is not told. */
  async ofViewer(viewer: Viewer): Promise<ModerationAct[]> {
    if (viewer.personId === null) return [];
    const found = await this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where a.person_id = ${viewer.personId} and a.undone_at is null and a.kind <> 'APPROVE'
          order by a.at desc, a.id desc limit 50`,
    );
    return found.map((act) => ({ ...act, actor: null }));
  }
}

function beyond(after: string | null | undefined) {
  if (!after) return sql`true`;
  const [at, id] = decodeCursor(after, ['string', 'string']);
  if (Number.isNaN(Date.parse(String(at))) || !isId(id)) throw notFound();
  return sql`(a.at, a.id) < (${new Date(String(at))}::timestamptz, ${id}::uuid)`;
}
