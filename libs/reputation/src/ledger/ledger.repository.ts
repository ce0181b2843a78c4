import { Injectable } from '@nestjs/common';
import { type Tx, rows, sql } from '@veche/platform';
import { type Cause, type DayTotal, type Entry, type Post, causeKey, dayKey } from './ledger.js';

/** The tables of the ledger. Each method is one statement, whatever the size of the batch. */
@Injectable()
export class LedgerRepository {
  /** The posts themselves, the replies that are verdicts of these topics, and all posts of the topics in `whole`. */
  async posts(tx: Tx, ids: readonly string[], whole: readonly string[]): Promise<Map<string, Post>> {
    const found = await rows<Post>(
      tx,
      sql`with named as (
            select * from reputation_post where post_id = any(${[...ids]}::uuid[])
            union select * from reputation_post where topic_id = any(${[...whole]}::uuid[]))
          select post_id as "postId", topic_id as "topicId", author_person_id as "authorId", made_at as "madeAt", is_deleted as "isDeleted",
            solution_reply_id as "solutionReplyId", official_reply_id as "officialReplyId"
          from (select * from named
            union select p.* from named n join reputation_post p on p.post_id in (n.solution_reply_id, n.official_reply_id)) as p`,
    );
    return new Map(found.map((post) => [post.postId, post]));
  }

  async causes(tx: Tx, posts: readonly string[], whole: readonly string[]): Promise<Map<string, Cause>> {
    const found = await rows<Cause>(
      tx,
      sql`select post_id as "postId", kind, giver_person_id as "giverId", topic_id as "topicId", earner_person_id as "earnerId", points,
            day::text as day, is_given as "isGiven", stands
          from reputation_cause where post_id = any(${[...posts]}::uuid[]) or topic_id = any(${[...whole]}::uuid[])`,
    );
    return new Map(found.map((cause) => [causeKey(cause), cause]));
  }

  /** What votes brought to these people on these days. */
  async days(tx: Tx, earners: readonly string[], days: readonly string[]): Promise<Map<string, DayTotal>> {
    const found = await rows<{ earnerId: string; day: string; giverId: string; votes: number; points: number }>(
      tx,
      sql`select earner_person_id as "earnerId", day::text as day, giver_person_id as "giverId", count(*)::integer as votes,
            sum(points)::integer as points
          from reputation_cause
          where kind in ('TOPIC_VOTE', 'REPLY_VOTE') and earner_person_id = any(${[...earners]}::uuid[]) and day = any(${[...days]}::date[])
          group by 1, 2, 3`,
    );
    const totals = new Map<string, DayTotal>();
    for (const { earnerId, day, giverId, votes, points } of found) {
      const total = totals.get(dayKey(earnerId, day)) ?? { points: 0, byGiver: new Map<string, number>() };
      total.points += points;
      total.byGiver.set(giverId, votes);
      totals.set(dayKey(earnerId, day), total);
    }
    return totals;
  }

  async savePosts(tx: Tx, posts: readonly Post[]): Promise<void> {
    if (posts.length === 0) return;
    await rows(
      tx,
      sql`insert into reputation_post (post_id, topic_id, author_person_id, made_at, is_deleted, solution_reply_id, official_reply_id)
          select * from jsonb_to_recordset(${JSON.stringify(posts)}::jsonb) as p("postId" uuid, "topicId" uuid, "authorId" uuid,
            "madeAt" timestamptz, "isDeleted" boolean, "solutionReplyId" uuid, "officialReplyId" uuid)
          on conflict (post_id) do update set is_deleted = excluded.is_deleted, solution_reply_id = excluded.solution_reply_id,
            official_reply_id = excluded.official_reply_id`,
    );
  }

  async saveCauses(tx: Tx, causes: readonly Cause[]): Promise<void> {
    if (causes.length === 0) return;
    await rows(
      tx,
      sql`insert into reputation_cause (post_id, kind, giver_person_id, topic_id, earner_person_id, points, day, is_given, stands)
          select * from jsonb_to_recordset(${JSON.stringify(causes)}::jsonb) as c("postId" uuid, "kind" text, "giverId" uuid,
            "topicId" uuid, "earnerId" uuid, "points" integer, "day" date, "isGiven" boolean, "stands" boolean)
          on conflict (post_id, kind, giver_person_id) do update set is_given = excluded.is_given, stands = excluded.stands`,
    );
  }

  /** Writes the lines, and adds them to the sums. A sum that came to nothing is no row, in whatever batches it came to that. */
  async write(tx: Tx, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const lines = JSON.stringify(entries);
    await rows(
      tx,
      sql`insert into reputation_entry (interaction_id, nth, person_id, kind, post_id, topic_id, points, at)
          select * from jsonb_to_recordset(${lines}::jsonb) as e("interactionId" uuid, "nth" integer, "personId" uuid, "kind" text,
            "postId" uuid, "topicId" uuid, "points" integer, "at" timestamptz)`,
    );
    await rows(
      tx,
      sql`insert into reputation_sum (person_id, topic_id, day, audience_id, topic_state, points)
          select e."personId", e."topicId", e.day, t.audience_id, t.state, sum(e.points)
          from jsonb_to_recordset(${lines}::jsonb) as e("personId" uuid, "topicId" uuid, "day" date, "points" integer)
          join topic t on t.id = e."topicId"
          group by 1, 2, 3, 4, 5 having sum(e.points) <> 0
          on conflict (person_id, topic_id, day) do update set points = reputation_sum.points + excluded.points`,
    );
    await rows(tx, sql`delete from reputation_sum where points = 0 and topic_id = any(${entries.map(({ topicId }) => topicId)}::uuid[])`);
  }

  /** Empties everything that the log can fill again. */
  async clear(tx: Tx): Promise<void> {
    await rows(tx, sql`truncate reputation_post, reputation_cause, reputation_entry, reputation_sum`);
  }
}
