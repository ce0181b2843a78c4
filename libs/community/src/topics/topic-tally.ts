import { Injectable } from '@nestjs/common';
import { type Sql, sql, verbatim } from '@veche/platform';
import { Gate, type Viewer, visibleWithTopic } from '@veche/visibility';

/** How many published topics a product or tag has for this viewer, as part of a statement that has its row under this alias. */
export function topicCountOf(viewer: Viewer, alias: string): Sql {
  return sql`(select coalesce(sum(c.topics), 0)::integer from topic_tally c
    where c.subject_id = ${verbatim(alias)}.id and c.topic_state = 'published' and ${visibleWithTopic(viewer, 'c')})`;
}

/** The same for many products or tags at once. */
@Injectable()
export class TopicTally {
  constructor(private readonly gate: Gate) {}

  async counts(viewer: Viewer, ids: readonly string[]): Promise<Map<string, number>> {
    const found = await this.gate
      .readerFor(viewer)
      .rows<{ id: string; topics: number }>(sql`select s.id, ${topicCountOf(viewer, 's')} as topics from unnest(${ids}::uuid[]) as s (id)`);
    return new Map(found.map(({ id, topics }) => [id, topics]));
  }
}
