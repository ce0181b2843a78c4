import { Injectable } from '@nestjs/common';
import { Database, pageSize, sql } from '@veche/platform';
import { type Viewer, visibleReply, visibleTopic } from '@veche/visibility';
import type { WrittenMail } from './written-mail.type.js';

/** Sent mails for administrators, who read in them what they may read anyway and no more. */
@Injectable()
export class WrittenMailReader {
  constructor(private readonly database: Database) {}

  /** Newest first, at most 50. The link that stops mails is the reader's own: it is not shown. */
  newest(viewer: Viewer, first: number): Promise<WrittenMail[]> {
    return this.database.main.rows<WrittenMail>(
      sql`select m.id, m.recipient as to, m.subject, regexp_replace(m.text, 'token=[A-Za-z0-9_-]+', 'token=…') as text, m.decided_at as at
          from mail m join notification n using (interaction_id, person_id)
            join topic t on t.id = n.topic_id left join reply r on r.id = n.reply_id
          where m.state = 'sent' and ${visibleTopic(viewer, 't')} and (n.reply_id is null or ${visibleReply(viewer, 'r')})
          order by m.decided_at desc, m.id desc limit ${pageSize(first, 50)}`,
    );
  }
}
