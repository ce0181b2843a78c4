import { type PlainConnection, type Sql, sql } from '@veche/platform';
import type { DatabaseCheck } from '../check.js';

/** Rows of each kind that are recounted one by one: the newest, and as many anywhere. */
const SAMPLE = 2_000;

/** Counters equal a recount: their totals over everything, and each by itself in a sample. */
export const counters: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const wrong = [
      ...(await differing(connection, TOTALS)),
      ...(await differing(connection, sampleOf('topic', TOPIC))),
      ...(await differing(connection, sampleOf('reply', REPLY))),
    ];
    if (wrong.length === 0) return [];
    return [
      {
        name: 'counters-differ',
        says: { en: `Counters differ from a recount: ${wrong.join('; ')}.`, ru: `Счётчики расходятся с пересчётом: ${wrong.join('; ')}.` },
        mend: {
          en: 'Something wrote past the portal. Stop that; then set the counters by the recount, with the portal stopped.',
          ru: 'Кто-то писал в обход портала. Прекратите это, остановите портал и выставьте счётчики по пересчёту.',
        },
      },
    ];
  },
};

const REPLIES = sql`r.state = 'published' and (r.parent_state is null or r.parent_state = 'published')`;
const TOPIC = sql`t.vote_count <> (select count(*) from topic_vote v where v.topic_id = t.id)
  or t.follower_count <> (select count(*) from topic_follow f where f.topic_id = t.id)
  or t.answer_count <> (select count(*) from reply r where r.topic_id = t.id and r.kind = 'ANSWER' and ${REPLIES})
  or t.comment_count <> (select count(*) from reply r where r.topic_id = t.id and r.kind = 'COMMENT' and ${REPLIES})`;
const REPLY = sql`t.vote_count <> (select count(*) from reply_vote v where v.reply_id = t.id)`;

const TOTALS = sql`select what from (
  values ('votes on topics', (select coalesce(sum(vote_count), 0) from topic), (select count(*) from topic_vote)),
    ('followers', (select coalesce(sum(follower_count), 0) from topic), (select count(*) from topic_follow)),
    ('votes on replies', (select coalesce(sum(vote_count), 0) from reply), (select count(*) from reply_vote)),
    ('replies', (select coalesce(sum(answer_count + comment_count), 0) from topic), (select count(*) from reply r where ${REPLIES})),
    ('topics by product and tag', (select coalesce(sum(topics), 0) from topic_tally), (select count(*) from topic_product) + (select count(*) from topic_tag))
  ) as total (what, kept, counted) where kept <> counted`;

function sampleOf(table: 'topic' | 'reply', isWrong: Sql): Sql {
  const rows = table === 'topic' ? sql`topic` : sql`reply`;
  return sql`select ${table} || ' ' || t.id as what from ${rows} t where t.id in (
      (select id from ${rows} order by id desc limit ${SAMPLE})
      union (select id from ${rows} tablesample system (5) limit ${SAMPLE})) and (${isWrong}) order by 1 limit 5`;
}

async function differing(connection: PlainConnection, statement: Sql): Promise<string[]> {
  return (await connection.rows<{ what: string }>(statement)).map(({ what }) => what);
}
