import { Injectable } from '@nestjs/common';
import { Clock, type Sql, type Tx, newId, rows, sql } from '@veche/platform';

/** What is being edited. */
export interface Edited {
  topicId: string;
  /** Without it the topic's own words. */
  replyId?: string;
}

/** The words from now on. */
export interface NewWords {
  /** Of a topic. */
  title?: string;
  bodyMarkdown: string;
}

/** The write side of history: every version of an edited text. A text that was never edited has no rows. */
@Injectable()
export class RevisionRepository {
  constructor(private readonly clock: Clock) {}

  /**
   * Keeps the new version, and before the first edit also the words as they were first written. Called in the command's
   * transaction, after the topic was locked and *before* the row is changed.
   */
  async record(tx: Tx, { topicId, replyId }: Edited, editorPersonId: string | null, words: NewWords): Promise<void> {
    const { row, former } = replyId === undefined ? topicRow(topicId) : replyRow(topicId, replyId);
    await rows(
      tx,
      sql`with first as (
            insert into revision (id, topic_id, audience_id, topic_state, reply_id, reply_state, title, body_md, editor_person_id, created_at)
            select ${newId()}::uuid, ${row} ${former} and not exists (select from revision v where v.topic_id = ${topicId}
              and v.reply_id is not distinct from ${replyId ?? null}::uuid))
          insert into revision (id, topic_id, audience_id, topic_state, reply_id, reply_state, title, body_md, editor_person_id, created_at)
          select ${newId()}::uuid, topic_id, audience_id, topic_state, reply_id, reply_state, ${words.title ?? null}, ${words.bodyMarkdown},
            ${editorPersonId}::uuid, ${this.clock.now()}
          from (select ${row} ${former}) as edited`,
    );
  }
}

function topicRow(topicId: string): { row: Sql; former: Sql } {
  return {
    row: sql`t.id as topic_id, t.audience_id, t.state as topic_state, null::uuid as reply_id, null as reply_state, t.title, t.body_md,
      t.author_person_id, t.created_at`,
    former: sql`from topic t where t.id = ${topicId}`,
  };
}

function replyRow(topicId: string, replyId: string): { row: Sql; former: Sql } {
  return {
    row: sql`r.topic_id, r.audience_id, r.topic_state, r.id as reply_id, r.state as reply_state, null as title, r.body_md,
      r.author_person_id, r.created_at`,
    former: sql`from reply r where r.id = ${replyId} and r.topic_id = ${topicId}`,
  };
}
