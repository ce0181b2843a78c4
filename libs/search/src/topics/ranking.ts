import { type Sql, none, sql } from '@veche/platform';
import { type Viewer, visibleTopic } from '@veche/visibility';
import type { QueryText } from './query-text.js';

/** A word of the body counts this much of a word of the title. */
const FURTHER = 0.4;
/** Neighbours of a misspelt word, and how alike they must be (pg_trgm's similarity). */
const NEIGHBOURS = 3;
const ALIKE = 0.4;
/** Misspelt words that are looked after; each costs a look into the word index. */
const MISSPELT = 5;
/** A long text is read by so many of its stems, the weightiest. */
const STEMS = 30;
/** The rarest words choose the candidates until they have named so many topics; all words rank them. */
const CANDIDATES = 1_500;
/** One word names at most so many: of a word that half of all topics have, any will do (speed.md, lesson 4). */
const PER_WORD = 500;
/** A GIN index gathers all that have a word before the first is read. From so many on the newest topics are read instead … */
const FREQUENT = 5_000;
/** … so many of them. */
const NEWEST = 3_000;
/** How many candidates are ranked by all words. */
const RANKED = 150;
/** What finding a word in the title and in the lead is worth, before it saturates: x / (x + 1.2), as in BM25. */
const IN_TITLE = 3;
const IN_LEAD = 1;
/** A topic of the kind that is being written, against an equal one of another kind. */
const SAME_KIND = 1.1;

/**
 * The statement that finds topics for a text, best first: ids of published topics that this viewer sees.
 *
 * 1. Stems of the text. A stem that no topic has is joined by those that look like it.
 * 2. Each stem weighs its rarity, ln(1 + (N − n + ½) / (n + ½)); N and n count only what the viewer's audiences hold.
 * 3. The rarest stems name candidates, through the gate, capped; a frequent one among the newest topics. All demanded words together name
 *    more where too few of those have them.
 * 4. The best candidates are ranked by all stems; those with everything demanded come first.
 */
export function rankedTopics(viewer: Viewer, text: QueryText, first: number): Sql {
  return sql`with ${stems(viewer, text)}, ${candidates(viewer, first)}
    select d.topic_id as "topicId"
    from best b
    join ${readable(viewer)} d on d.topic_id = b.topic_id
    join topic t on t.id = b.topic_id
    cross join lateral (
      select sum(s.weight * g.gain / (g.gain + 1.2)) as score from stem s
      cross join lateral (select case when d.tsv @@ s.in_title then ${IN_TITLE}::float8 else 0 end
        + case when d.tsv @@ s.in_lead then ${IN_LEAD}::float8 else 0 end as gain) g
    ) found
    where ${text.unwanted === '' ? sql`true` : sql`not d.tsv @@ any (select search_term(w) from unnest(tsvector_to_array(to_tsvector('ru_en', ${text.unwanted}))) w)`}
    order by b.is_demanded desc, found.score * case when t.kind = ${text.kind}::text then ${SAME_KIND}::float8 else 1 end desc nulls last, d.topic_id desc
    limit ${first}`;
}

function stems(viewer: Viewer, { words, furtherWords, demanded }: QueryText): Sql {
  const counted = sql`from ${wordTable(viewer)} w where w.audience_id = any(${[...viewer.audienceIds]}::integer[])`;
  return sql`given as materialized (
      select word, max(weight) as weight from (
        select unnest(tsvector_to_array(to_tsvector('ru_en', ${words}))) as word, 1::float8 as weight
        union all select unnest(tsvector_to_array(to_tsvector('ru_en', ${furtherWords}))), ${FURTHER}::float8
      ) both_texts group by word
    ), known as materialized (
      select g.word, g.weight, (select coalesce(sum(w.documents), 0) ${counted} and w.word = g.word) as documents from given g
    ), misspelt as (
      select word, weight from known where documents = 0 and weight = 1 and length(word) between 3 and 40 order by word limit ${MISSPELT}
    ), neighbour as (
      select near.word, m.weight * near.likeness as weight, near.documents from misspelt m
      cross join lateral (
        select w.word, similarity(w.word, m.word) as likeness, sum(w.documents) as documents ${counted}
          and w.word % m.word and similarity(w.word, m.word) >= ${ALIKE}::real
        group by w.word order by likeness desc, documents desc, w.word limit ${NEIGHBOURS}
      ) near
    ), stem as materialized (
      select word, documents, search_term(word) as anywhere, search_term(word, 'A') as in_title, search_term(word, 'B') as in_lead, max(weight) * ln(1 + (greatest(every.n, documents) - documents + 0.5) / (documents + 0.5))::float8 as weight
      from (select word, weight, documents from known union all select word, weight, documents from neighbour) chosen,
        (select coalesce(sum(w.documents), 0) as n ${counted} and w.word = '') every
      group by word, documents, every.n order by weight desc, word limit ${STEMS}
    ), demand as materialized (
      select websearch_to_tsquery('ru_en', ${demanded}) as query
    )`;
}

function candidates(viewer: Viewer, first: number): Sql {
  const some = sql`select d.topic_id, d.tsv @@ (select query from demand) as is_demanded from ${readable(viewer)} d`;
  const byIndex = (query: Sql) => sql`${some} where d.tsv @@ ${query} ${gate(viewer)} limit ${PER_WORD}`;
  // The function behind @@: no index answers it, so topics are read from the newest on.
  const amongNewest = sql`${some} where ts_match_vq(d.tsv, n.anywhere) and d.topic_id >= (select topic_id from oldest_of_newest)
    ${gate(viewer)} order by d.topic_id desc limit ${PER_WORD}`;
  return sql`naming as materialized (
      select anywhere, weight, documents > ${FREQUENT} as is_frequent from (
        select anywhere, weight, documents, sum(documents) over (order by documents, word) - documents as named from stem
      ) rare where named < ${CANDIDATES}
    ), oldest_of_newest as materialized (
      select coalesce((select t.id from topic t where t.audience_id = any(${[...viewer.audienceIds]}::integer[]) and t.state = 'published'
        order by t.id desc offset ${NEWEST - 1} limit 1), '00000000-0000-0000-0000-000000000000'::uuid) as topic_id
    ), found as materialized (
      select m.topic_id, n.weight, m.is_demanded from naming n cross join lateral (${byIndex(sql`n.anywhere`)}) m where not n.is_frequent
      union all
      select m.topic_id, n.weight, m.is_demanded from naming n cross join lateral (${amongNewest}) m where n.is_frequent
    ), named as (
      select topic_id, sum(weight) as weight, bool_or(is_demanded) as is_demanded from (
        select * from found
        union all
        select m.topic_id, 0, true from demand q cross join lateral (${byIndex(sql`q.query`)}) m
        where (select count(distinct topic_id) from found where is_demanded) < ${first}
      ) matches group by topic_id
    ), best as materialized (
      select topic_id, is_demanded from named order by is_demanded desc, weight desc, topic_id desc limit ${RANKED}
    )`;
}

/** Visitors read through the view that PostgreSQL itself keeps public. */
function readable(viewer: Viewer): Sql {
  return viewer.personId === null ? sql`public_search` : sql`search_document`;
}

function wordTable(viewer: Viewer): Sql {
  return viewer.personId === null ? sql`public_search_word` : sql`search_word`;
}

/** What is not published is found in its own place (drafts, moderation), not by search. */
function gate(viewer: Viewer): Sql {
  if (viewer.personId === null) return none;
  return sql`and exists (select from topic t where t.id = d.topic_id and t.state = 'published' and ${visibleTopic(viewer, 't')})`;
}
