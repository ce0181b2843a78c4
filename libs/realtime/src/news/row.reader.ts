import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import type { ContentState, GatedReply, GatedTopic } from '@veche/visibility';

/** Rows by id, as the gate asks about them. */
export type Rows = Map<string, GatedTopic | GatedReply>;

interface Found extends GatedTopic {
  id: string;
  topicState: ContentState | null;
  parentState: ContentState | null;
}

/** More ids than this are asked for by another statement. */
const MOST = 1_000;

/**
 * What the gate has to know about topics and replies, as they are now. Whoever asks within one turn of the event loop is answered by
 * one statement: a thousand connections that come back at once ask one question.
 */
@Injectable()
export class RowReader {
  private asked = new Set<string>();
  private answer: Promise<Rows> | undefined;

  constructor(private readonly database: Database) {}

  /** Topics and replies by their ids; what does not exist is not in the answer. */
  of(ids: Iterable<string>): Promise<Rows> {
    for (const id of ids) this.asked.add(id);
    this.answer ??= new Promise((resolve, reject) => setImmediate(() => this.read().then(resolve, reject)));
    return this.answer;
  }

  private async read(): Promise<Rows> {
    const ids = [...this.asked];
    this.asked = new Set();
    this.answer = undefined;
    const rows: Rows = new Map();
    for (let at = 0; at < ids.length; at += MOST) for (const row of await this.some(ids.slice(at, at + MOST))) rows.set(row.id, gated(row));
    return rows;
  }

  private some(ids: string[]): Promise<Found[]> {
    return this.database.main.rows<Found>(
      sql`select id, audience_id as "audienceId", state, author_person_id as "authorPersonId",
            null as "topicState", null as "parentState" from topic where id = any(${ids}::uuid[])
          union all
          select id, audience_id, state, author_person_id, topic_state, parent_state from reply where id = any(${ids}::uuid[])`,
    );
  }
}

function gated({ audienceId, state, authorPersonId, topicState, parentState }: Found): GatedTopic | GatedReply {
  const row = { audienceId, state, authorPersonId };
  return topicState === null ? row : { ...row, topicState, parentState };
}
