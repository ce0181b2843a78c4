import { Injectable } from '@nestjs/common';
import { Database, isId, sql, unauthenticated } from '@veche/platform';
import { type Viewer, visibleReply, visibleTopic } from '@veche/visibility';
import { objectionToFlag } from '../moderation.policy.js';
import type { FlaggedPost } from './flag.type.js';

type FoundPost = Omit<FlaggedPost, 'canFlag'> & { authorPersonId: string | null; isPublished: boolean };

/** One post as whoever points it out sees it. */
@Injectable()
export class FlagReader {
  constructor(private readonly database: Database) {}

  /** The topic, or the reply to it; null where the viewer sees none. @throws Refusal UNAUTHENTICATED */
  async post(viewer: Viewer, key: string, replyId?: string | null): Promise<FlaggedPost | null> {
    if (viewer.personId === null) throw unauthenticated();
    if (!/^[0-9a-z]{8}$/i.test(key) || (replyId && !isId(replyId))) return null;
    const found = await this.database.main.row<FoundPost>(
      sql`select t.id as "topicId", t.title, '/t/' || t.key || '/' || t.slug || case when r.id is null then '' else '#r-' || r.id end as path,
            coalesce(r.body_html, t.body_html) as "bodyHtml", coalesce(r.author_name, t.author_name) as "authorName",
            case when r.id is null then t.author_person_id else r.author_person_id end as "authorPersonId",
            t.state = 'published' and coalesce(r.state, 'published') = 'published' as "isPublished",
            (select jsonb_build_object('reason', f.reason, 'words', f.words, 'at', f.at) from moderation_case c
               join moderation_flag f on f.case_id = c.id and f.person_id = ${viewer.personId}
             where c.topic_id = t.id and c.reply_id is not distinct from r.id and c.state = 'open') as flag
          from topic t left join reply r on r.topic_id = t.id and r.id = ${replyId ?? null}::uuid and ${visibleReply(viewer, 'r')}
          where t.key = ${key.toLowerCase()} and ${visibleTopic(viewer, 't')} and (r.id is not null or ${replyId ?? null}::uuid is null)`,
    );
    if (found === undefined) return null;
    const { authorPersonId, isPublished, ...post } = found;
    return { ...post, canFlag: isPublished && post.flag === null && objectionToFlag(viewer, authorPersonId) === null };
  }
}
