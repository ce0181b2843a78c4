import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, decodeCursor, isId, notFound, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, moderates } from '@veche/visibility';
import { insist, ledGroupIds, objectionToJudge } from '../moderation.policy.js';
import type { ModerationAct } from './act.type.js';

const COLUMNS = sql`a.id, a.kind, ${personJson('p')} as person, ${personJson('w')} as actor, a.reason, a.words, a.until, a.at,
  a.undone_at as "undoneAt", a.objection, a.objected_at as "objectedAt", a.answered_at as "answeredAt", (select count(*)::integer from moderation_step s where s.act_id = a.id) as posts`;
const JOINS = sql`left join person p on p.id = a.person_id left join person w on w.id = a.actor_person_id`;

/** What moderators did. */
@Injectable()
export class ActReader {
  constructor(private readonly database: Database) {}

  /** The newest first; group leaders see those of their groups. @throws Refusal FORBIDDEN, INVALID (`after`) */
  async list(viewer: Viewer, after?: string | null, first?: number | null): Promise<Page<ModerationAct>> {
    insist(objectionToJudge(viewer));
    const size = pageSize(first, 30);
    const found = await this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where ${theirs(viewer)} and ${beyond(after)} order by a.at desc, a.id desc limit ${size + 1}`,
    );
    return pageOf(found, size, ({ at, id }) => [at.toISOString(), id]);
  }

  byIds(ids: readonly string[]): Promise<ModerationAct[]> {
    return this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where a.id = any(${[...ids]}::uuid[]) order by a.at desc, a.id desc`,
    );
  }

  /** What people objected to and nobody has answered, the oldest first; at most 50. @throws Refusal FORBIDDEN */
  async objected(viewer: Viewer): Promise<ModerationAct[]> {
    insist(objectionToJudge(viewer));
    return this.database.main.rows<ModerationAct>(
      sql`select ${COLUMNS} from moderation_act a ${JOINS} where ${theirs(viewer)} and a.objected_at is not null and a.answered_at is null
            and a.undone_at is null order by a.objected_at limit 50`,
    );
  }
}

/** Moderators of the site see all acts, group leaders those of their groups. */
const theirs = (viewer: Viewer) => (moderates(viewer) ? sql`true` : sql`a.group_id = any(${ledGroupIds(viewer)}::uuid[])`);

function beyond(after: string | null | undefined) {
  if (!after) return sql`true`;
  const [at, id] = decodeCursor(after, ['string', 'string']);
  if (Number.isNaN(Date.parse(String(at))) || !isId(id)) throw notFound();
  return sql`(a.at, a.id) < (${new Date(String(at))}::timestamptz, ${id}::uuid)`;
}
