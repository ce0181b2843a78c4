import type { Ledger, Query, Write } from './writers.js';

/** What is wrong between what was acknowledged and what is there. Empty: nothing. */
export interface Discrepancies {
  /** Acknowledged and not there, or not under the id that was answered. */
  lost: string[];
  /** There more than once. */
  double: string[];
  /** Rows without their interaction, or interactions without their row. */
  unlogged: number;
  /** Counters that differ from a recount. */
  counters: string[];
}

/**
 * Compares in SQL, without the portal's own reading. Writes that were never acknowledged may be there once or not at all.
 * @param writes those to look for; by default all of the ledger
 */
export async function discrepancies(query: Query, ledger: Ledger, writes: Write[] = ledger.writes): Promise<Discrepancies> {
  const replies = writes.filter(({ kind }) => kind === 'reply');
  const votes = writes.filter(({ kind }) => kind === 'vote');
  const rows = await query<{ id: string; key: string }>(`select id, body_md as key from reply where body_md = any($1::text[])`, [
    replies.map(({ key }) => key),
  ]);
  const found = new Map<string, string[]>();
  for (const { id, key } of rows) found.set(key, [...(found.get(key) ?? []), id]);
  const cast = new Set(
    (
      await query<{ pair: string }>(
        `select v.person_id || ' ' || v.topic_id as pair from topic_vote v
         join unnest($1::uuid[], $2::uuid[]) as w (person, topic) on v.person_id = w.person and v.topic_id = w.topic`,
        [votes.map(({ writer }) => writer.personId), votes.map(({ topic }) => topic)],
      )
    ).map(({ pair }) => pair),
  );
  return {
    lost: [
      ...replies.filter(({ id, key }) => id !== undefined && found.get(key)?.[0] !== id).map(({ key }) => key),
      ...votes
        .filter(({ id, writer, topic }) => id !== undefined && !cast.has(`${writer.personId} ${topic}`))
        .map(({ topic }) => `vote on ${topic}`),
    ],
    double: replies.filter(({ key }) => (found.get(key)?.length ?? 0) > 1).map(({ key }) => key),
    unlogged: await unloggedIn(query),
    counters: await wrongCountersIn(query),
  };
}

/** Every reply and every vote has exactly one interaction, and the other way round. */
async function unloggedIn(query: Query): Promise<number> {
  const [row] = await query<{ n: number }>(
    `select (
       (select count(*) from reply r full join (select reply_id, count(*) as n from interaction where kind = 'reply.posted' group by 1) i
          on i.reply_id = r.id where coalesce(i.n, 0) <> 1 or r.id is null)
       + (select count(*) from topic_vote v full join (select person_id, topic_id, count(*) as n from interaction
            where kind = 'vote.cast' and reply_id is null group by 1, 2) i
          on i.person_id = v.person_id and i.topic_id = v.topic_id where coalesce(i.n, 0) <> 1 or v.topic_id is null)
       + (select count(*) from idempotency_key k where command = 'reply' and not exists (select from reply r where r.id = k.result_id)))::integer as n`,
  );
  return row!.n;
}

async function wrongCountersIn(query: Query): Promise<string[]> {
  const rows = await query<{ what: string }>(
    `select 'topic ' || t.id as what from topic t
       left join (select topic_id, count(*) as n from topic_vote group by 1) v on v.topic_id = t.id
       left join (select topic_id, count(*) filter (where kind = 'ANSWER') as answers, count(*) filter (where kind = 'COMMENT') as comments
                  from reply where state = 'published' group by 1) r on r.topic_id = t.id
     where t.vote_count <> coalesce(v.n, 0) or t.answer_count <> coalesce(r.answers, 0) or t.comment_count <> coalesce(r.comments, 0)
     order by 1 limit 10`,
  );
  return rows.map(({ what }) => what);
}

/** Nothing is wrong. */
export const FAULTLESS: Discrepancies = { lost: [], double: [], unlogged: 0, counters: [] };
