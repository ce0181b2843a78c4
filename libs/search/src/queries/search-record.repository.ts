import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import { type Viewer, visibleTopic } from '@veche/visibility';

/** As whom something is recorded: a person or a visitor of today, never both. */
type Recorded = Pick<Viewer, 'personId' | 'visitorHash'>;

/** The table `search_query`: what was looked for, found and opened. */
@Injectable()
export class SearchRecordRepository {
  async add(
    tx: Tx,
    { personId, visitorHash }: Recorded,
    search: { id: string; at: Date; text: string; topicIds: readonly string[] },
  ): Promise<void> {
    await rows(
      tx,
      sql`insert into search_query (id, at, text, person_id, visitor_hash, result_topic_ids)
          values (${search.id}, ${search.at}, ${search.text}, ${personId}, ${visitorHash}, ${[...search.topicIds]}::uuid[])`,
    );
  }

  /**
   * Notes that a result was opened, once each, when the search is this person's or visitor's and the topic still visible.
   * @returns the topic's audience when it was noted now
   */
  async addClick(
    tx: Tx,
    viewer: Viewer,
    { personId, visitorHash }: Recorded,
    click: { searchId: string; topicId: string; at: Date },
  ): Promise<number | undefined> {
    const [noted] = await rows<{ audienceId: number }>(
      tx,
      sql`update search_query q set clicked_topic_ids = q.clicked_topic_ids || t.id, clicked_at = coalesce(q.clicked_at, ${click.at})
          from topic t
          where q.id = ${click.searchId} and q.person_id is not distinct from ${personId}::uuid
            and q.visitor_hash is not distinct from ${visitorHash}::bytea
            and t.id = ${click.topicId} and t.id = any(q.result_topic_ids) and t.id <> all(q.clicked_topic_ids) and ${visibleTopic(viewer, 't')}
          returning t.audience_id as "audienceId"`,
    );
    return noted?.audienceId;
  }

  async forgetBefore(tx: Tx, at: Date): Promise<void> {
    await rows(tx, sql`delete from search_query where at < ${at}`);
  }
}
