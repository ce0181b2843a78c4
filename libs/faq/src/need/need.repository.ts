import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import type { NeedChange } from './need.js';
import type { NeedTopic } from './need-topic.js';

/** The tables of need. Each method is one statement, whatever the size of the batch. */
@Injectable()
export class NeedRepository {
  async topics(tx: Tx, ids: readonly string[]): Promise<Map<string, NeedTopic>> {
    const found = await rows<NeedTopic>(
      tx,
      sql`select topic_id as "topicId", asked_at as "askedAt", asker_person_id as "askerPersonId", imported_need as "importedNeed",
            solution_reply_id as "solutionReplyId", official_reply_id as "officialReplyId"
          from need_topic where topic_id = any(${[...ids]}::uuid[])`,
    );
    return new Map(found.map((topic) => [topic.topicId, topic]));
  }

  async saveTopics(tx: Tx, topics: readonly NeedTopic[]): Promise<void> {
    if (topics.length === 0) return;
    await rows(
      tx,
      sql`insert into need_topic (topic_id, asked_at, asker_person_id, imported_need, solution_reply_id, official_reply_id)
          select * from jsonb_to_recordset(${JSON.stringify(topics)}::jsonb) as t("topicId" uuid, "askedAt" timestamptz,
            "askerPersonId" uuid, "importedNeed" integer, "solutionReplyId" uuid, "officialReplyId" uuid)
          on conflict (topic_id) do update set asked_at = excluded.asked_at, asker_person_id = excluded.asker_person_id,
            imported_need = excluded.imported_need, solution_reply_id = excluded.solution_reply_id,
            official_reply_id = excluded.official_reply_id`,
    );
  }

  /** A need cast again keeps its first moment. */
  async cast(tx: Tx, changes: readonly NeedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await rows(
      tx,
      sql`insert into need (topic_id, kind, person_id, subject_id, at, is_withdrawn)
          select * from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as n("topicId" uuid, "kind" text, "personId" uuid,
            "subjectId" uuid, "at" timestamptz, "isWithdrawn" boolean)
          on conflict (topic_id, kind, person_id, subject_id) do update
            set at = least(need.at, excluded.at), is_withdrawn = excluded.is_withdrawn`,
    );
  }

  async withdraw(tx: Tx, changes: readonly NeedChange[]): Promise<void> {
    if (changes.length === 0) return;
    await rows(
      tx,
      sql`update need set is_withdrawn = true
          from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as n("topicId" uuid, "kind" text, "personId" uuid, "subjectId" uuid)
          where need.topic_id = n."topicId" and need.kind = n."kind" and need.person_id = n."personId" and need.subject_id = n."subjectId"`,
    );
  }

  /** Empties everything that the log can fill again. */
  async clear(tx: Tx): Promise<void> {
    await rows(tx, sql`truncate need, need_topic, demand, faq_place`);
  }
}
