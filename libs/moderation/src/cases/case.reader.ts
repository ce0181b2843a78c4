import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, type Sql, decodeCursor, invalid, isId, pageOf, pageSize, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { insist, judgedBy, objectionToJudge } from '../moderation.policy.js';
import type { ModerationCase, ModerationSuspect } from './case.type.js';

/** The queue: posts that wait or were pointed out, of those that the viewer sees and keeps order over. */
@Injectable()
export class CaseReader {
  constructor(private readonly database: Database) {}

  /** The oldest first: who waits longest comes first. @throws Refusal FORBIDDEN, INVALID (`after`) */
  async queue(viewer: Viewer, person?: string | null, after?: string | null, first?: number | null): Promise<Page<ModerationCase>> {
    insist(objectionToJudge(viewer));
    const size = pageSize(first, 25);
    const theirs = person?.trim() ? sql`lower(w.handle) = lower(${person.trim().replace(/^@/, '')})` : sql`true`;
    const found = await this.database.main.rows<ModerationCase>(
      sql`select c.id, c.why, c.opened_at as "openedAt", coalesce(r.state, t.state) as state, ${personJson('w')} as author, t.title,
            '/t/' || t.key || '/' || t.slug || case when r.id is null then '' else '#r-' || r.id end as path, r.id is not null as "isReply",
            coalesce(r.body_html, t.body_html) as "bodyHtml",
            (select coalesce(jsonb_agg(jsonb_build_object('reason', f.reason, 'words', f.words, 'at', f.at, 'person', ${personJson('p')}) order by f.at), '[]')
             from moderation_flag f left join person p on p.id = f.person_id where f.case_id = c.id) as flags
          from ${OPEN} left join person w on w.id = c.person_id
          where ${condition(viewer)} and ${theirs} and ${beyond(after)} order by c.opened_at, c.id limit ${size + 1}`,
    );
    return pageOf(found, size, ({ openedAt, id }) => [openedAt.toISOString(), id]);
  }

  /** Whose posts they are: those with the most first, at most 100. What a flood looks like. */
  async suspects(viewer: Viewer): Promise<ModerationSuspect[]> {
    insist(objectionToJudge(viewer));
    return this.database.main.rows<ModerationSuspect>(
      sql`select ${personJson('p')} as person, n.cases, n.sample from (
            select c.person_id, count(*)::integer as cases, (array_agg(t.title order by c.opened_at desc))[1] as sample
            from ${OPEN} where ${condition(viewer)} and c.person_id is not null group by c.person_id order by 2 desc, 1 limit 100) n
          join person p on p.id = n.person_id and p.state <> 'erased' order by n.cases desc, p.id`,
    );
  }

  /** How many wait; for the number in the frame. */
  async count(viewer: Viewer): Promise<number> {
    if (objectionToJudge(viewer) !== null) return 0;
    const row = await this.database.main.row<{ n: number }>(
      sql`select count(*)::integer as n from (select from ${OPEN} where ${condition(viewer)} limit 1000) o`,
    );
    return row?.n ?? 0;
  }
}

const OPEN: Sql = sql`moderation_case c join topic t on t.id = c.topic_id left join reply r on r.id = c.reply_id`;

const condition = (viewer: Viewer): Sql => sql`c.state = 'open' and ${judgedBy(viewer, 't')}`;

function beyond(after: string | null | undefined): Sql {
  if (!after) return sql`true`;
  const [at, id] = decodeCursor(after, ['string', 'string']);
  if (Number.isNaN(Date.parse(String(at))) || !isId(id))
    throw invalid('after', {
      en: 'This page address is damaged; start from the first page.',
      ru: 'Адрес страницы испорчен; начните с первой.',
    });
  return sql`(c.opened_at, c.id) > (${new Date(String(at))}::timestamptz, ${id}::uuid)`;
}
