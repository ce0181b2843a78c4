import { Injectable } from '@nestjs/common';
import { type Sql, type Tx, rows, sql } from '@veche/platform';
import { PRIVATE_FROM } from '@veche/visibility';

/** The tables of search text. Each method is a fixed number of statements, whatever the size of the batch. */
@Injectable()
export class DocumentRepository {
  /**
   * Writes the documents of topics anew from the topics themselves, and counts their words under the audience that they have now.
   * The old words are taken out first, so that repeating it changes nothing.
   */
  async write(tx: Tx, topicIds: readonly string[]): Promise<void> {
    if (topicIds.length === 0) return;
    const chosen = sql`any(${[...topicIds]}::uuid[])`;
    await rows(
      tx,
      sql`with n as materialized (${wordsOf(chosen)}), gone as (
            delete from search_word w using n where w.word = n.word and w.audience_id = n.audience_id and w.documents <= n.documents
          )
          update search_word w set documents = w.documents - n.documents from n
          where w.word = n.word and w.audience_id = n.audience_id and w.documents > n.documents`,
    );
    await rows(
      tx,
      sql`insert into search_document (topic_id, title, lead, counted_audience_id)
          select id, title, excerpt, case when state = 'published' and audience_id < ${PRIVATE_FROM} then audience_id end
          from topic where id = ${chosen}
          on conflict (topic_id) do update
            set title = excluded.title, lead = excluded.lead, counted_audience_id = excluded.counted_audience_id`,
    );
    await rows(
      tx,
      sql`insert into search_word (word, audience_id, documents) select word, audience_id, documents from (${wordsOf(chosen)}) n
          on conflict (word, audience_id) do update set documents = search_word.documents + excluded.documents`,
    );
  }

  /** Topics that live in these groups now and have a document. */
  async inGroups(tx: Tx, groupIds: readonly string[]): Promise<string[]> {
    if (groupIds.length === 0) return [];
    const found = await rows<{ id: string }>(
      tx,
      sql`select t.id from topic t join search_document d on d.topic_id = t.id where t.group_id = any(${[...groupIds]}::uuid[]) order by t.id`,
    );
    return found.map(({ id }) => id);
  }

  async clear(tx: Tx): Promise<void> {
    await rows(tx, sql`truncate search_document, search_word`);
  }
}

/** In how many of these documents each word is, by audience; the empty word stands for the documents themselves. */
function wordsOf(chosen: Sql): Sql {
  return sql`select word, counted_audience_id as audience_id, count(*)::integer as documents
    from search_document cross join lateral unnest(array_append(tsvector_to_array(tsv), '')) as word
    where topic_id = ${chosen} and counted_audience_id is not null group by 1, 2 order by 1, 2`;
}
