import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import { type Viewer, visibleReply, visibleTopic } from '@veche/visibility';
import type { OwnAct, OwnModeration, OwnPost } from './own.type.js';

const NOTHING: OwnModeration = { waiting: [], acts: [] };

/** What moderation means to the viewer: what of theirs waits, and what was done about them and why. */
@Injectable()
export class OwnReader {
  constructor(private readonly database: Database) {}

  async of(viewer: Viewer): Promise<OwnModeration> {
    if (viewer.personId === null) return NOTHING;
    const { personId } = viewer;
    const waiting = this.database.main.rows<OwnPost>(
      sql`select title, path, "isReply" from (
            select t.title, '/t/' || t.key || '/' || t.slug as path, false as "isReply", t.created_at as at from topic t
            where t.author_person_id = ${personId} and t.state = 'held' and ${visibleTopic(viewer, 't')}
            union all
            select t.title, '/t/' || t.key || '/' || t.slug || '#r-' || r.id, true, r.created_at from reply r join topic t on t.id = r.topic_id
            where r.author_person_id = ${personId} and r.state = 'held' and ${visibleReply(viewer, 'r')} and ${visibleTopic(viewer, 't')}) w
          order by at desc limit 50`,
    );
    const acts = this.database.main.rows<OwnAct>(
      sql`select a.id, a.kind, a.reason, a.words, a.until, a.at, a.objection, a.objected_at as "objectedAt", a.answer, a.answered_at as "answeredAt",
            (select count(*)::integer from moderation_step s where s.act_id = a.id) as posts,
            (select coalesce(jsonb_agg(o), '[]') from (
               select t.title, '/t/' || t.key || '/' || t.slug || case when c.reply_id is null then '' else '#r-' || c.reply_id end as path,
                 c.reply_id is not null as "isReply"
               from moderation_step s join moderation_case c on c.id = s.case_id join topic t on t.id = c.topic_id
               where s.act_id = a.id and ${visibleTopic(viewer, 't')} order by c.opened_at desc limit 20) o) as about
          from moderation_act a where a.person_id = ${personId} and a.undone_at is null and a.kind <> 'APPROVE'
          order by a.at desc, a.id desc limit 50`,
    );
    return { waiting: await waiting, acts: await acts };
  }
}
