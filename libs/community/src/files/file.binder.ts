import { Injectable } from '@nestjs/common';
import { type Tx, fileIdsIn, isId, rows, sql } from '@veche/platform';

/** The text that shows the pictures. */
export interface ShownIn {
  topicId: string;
  /** Without it the topic's own text. */
  replyId?: string;
}

/** Gives pictures to the text that shows them first; from then on they are seen with it. */
@Injectable()
export class FileBinder {
  /**
   * Called by every command that writes a text, once its row is there. Only the writer's own pictures that no text has yet are
   * taken, so nobody makes somebody else's picture public by quoting its address, and a picture of a private question stays there.
   */
  async bind(tx: Tx, ownerPersonId: string, html: string, { topicId, replyId }: ShownIn): Promise<void> {
    const shown = fileIdsIn(html).filter(isId);
    if (shown.length === 0) return;
    await rows(
      tx,
      sql`update file f set topic_id = t.id, audience_id = t.audience_id, topic_state = t.state, reply_id = r.id, reply_state = r.state
          from topic t left join reply r on r.id = ${replyId ?? null}::uuid and r.topic_id = t.id
          where t.id = ${topicId} and f.id = any(${shown}::uuid[]) and f.owner_person_id = ${ownerPersonId} and f.topic_id is null`,
    );
  }
}
