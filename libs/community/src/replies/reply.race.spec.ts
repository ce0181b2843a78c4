import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rows, sql } from '@veche/platform';
import { eventually } from '@veche/platform/testing';
import type { Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { VerdictService } from '../verdicts/verdict.service.js';
import { ReplyService } from './reply.service.js';
import { ReplyUpkeepService } from './reply-upkeep.service.js';

/** Rounds of each race: one alone could be won by luck. */
const ROUNDS = 8;

describe('replies in a race', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let boris: Viewer;
  let mod: Viewer;
  let rita: Viewer;
  const settled = <T>(acts: Promise<T>[]) => Promise.allSettled(acts);
  const rounds = async (race: () => Promise<void>) => {
    for (let i = 0; i < ROUNDS; i += 1) await race();
  };
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    mod = await world.person('Mod', 'MODERATOR');
    rita = await world.person('Rita', 'REPRESENTATIVE');
  });
  afterAll(() => world.close());

  it('with the closing of the topic come before it or not at all', () =>
    rounds(async () => {
      const topic = await world.aTopic(rita);
      await settled<unknown>([
        ...Array.from({ length: 4 }, () => world.anAnswer(rita, topic)),
        world.get(TopicService).close(mod, topic.id),
        ...Array.from({ length: 4 }, () => world.anAnswer(rita, topic)),
      ]);
      const kinds = await world.logged(topic.id);
      expect(kinds.at(-1)).toBe('topic.closed');
    }));

  it('with a move of the topic end in its new audience, and lose nothing', () =>
    rounds(async () => {
      const topic = await world.aTopic(rita);
      const outcomes = await settled<unknown>([
        ...Array.from({ length: 4 }, () => world.anAnswer(rita, topic)),
        world.get(TopicService).move(mod, topic.id, 'STAFF'),
        ...Array.from({ length: 4 }, () => world.anAnswer(rita, topic)),
      ]);
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(
        await world.test.db.main.rows(
          sql`select audience_id as a, topic_state as s, count(*)::int as n from reply where topic_id = ${topic.id} group by 1, 2`,
        ),
      ).toEqual([{ a: 3, s: 'published', n: 8 }]);
    }));

  it('with a move out of the writer’s sight are refused or moved along, never left behind in public', () =>
    rounds(async () => {
      const topic = await world.aTopic(anna);
      await settled<unknown>([
        world.anAnswer(boris, topic),
        world.get(TopicService).move(mod, topic.id, 'STAFF'),
        world.aComment(boris, topic),
      ]);
      expect(await world.test.db.anonymous.rows(sql`select id from reply where topic_id = ${topic.id}`)).toEqual([]);
    }));

  it('of comments with the deletion of their answer leave no visible orphan and true counters', () =>
    rounds(async () => {
      const topic = await world.aTopic(anna);
      const answer = await world.anAnswer(rita, topic);
      await settled<unknown>([
        world.aComment(rita, topic, answer),
        world.get(ReplyUpkeepService).delete(mod, answer.id),
        world.aComment(rita, topic, answer),
      ]);
      expect(await world.test.db.anonymous.rows(sql`select id from reply where topic_id = ${topic.id}`)).toEqual([]);
      expect(await world.test.db.main.row(sql`select answer_count as a, comment_count as c from topic where id = ${topic.id}`)).toEqual({
        a: 0,
        c: 0,
      });
    }));

  it('of two verdicts with the deletion of the answer never leave a verdict on a deleted one', () =>
    rounds(async () => {
      const topic = await world.aTopic(anna);
      const answer = await world.anAnswer(boris, topic);
      await settled<unknown>([
        world.get(VerdictService).markSolution(anna, answer.id),
        world.get(ReplyUpkeepService).delete(boris, answer.id),
        world.get(VerdictService).markOfficial(rita, answer.id),
      ]);
      expect(
        await world.test.db.main.row(sql`select solution_reply_id as s, official_reply_id as o from topic where id = ${topic.id}`),
      ).toEqual({ s: null, o: null });
      const kinds = await world.logged(topic.id);
      for (const verdict of ['solution', 'official']) {
        expect(kinds.filter((kind) => kind === `answer.marked_${verdict}`).length).toBe(
          kinds.filter((kind) => kind === `answer.unmarked_${verdict}`).length,
        );
      }
    }));

  it('of ten solutions leave one, and the log tells how it came', async () => {
    const topic = await world.aTopic(anna);
    const answers = [];
    for (let i = 0; i < 10; i += 1) answers.push(await world.anAnswer(rita, topic));
    await Promise.all(answers.map(({ id }) => world.get(VerdictService).markSolution(anna, id)));
    const marks = await world.test.db.main.rows<{ kind: string; replyId: string }>(
      sql`select kind, reply_id as "replyId" from interaction where topic_id = ${topic.id} and kind like 'answer.%' order by seq`,
    );
    const left = new Set<string>();
    for (const { kind, replyId } of marks) {
      if (kind === 'answer.marked_solution') left.add(replyId);
      else left.delete(replyId);
      expect(left.size).toBeLessThanOrEqual(1);
    }
    expect(await world.test.db.main.row(sql`select solution_reply_id as id from topic where id = ${topic.id}`)).toEqual({
      id: [...left][0],
    });
  });

  it('of a crowd at a locked topic leave connections for everybody else, sent twice with the same key as they are', async () => {
    const topic = await world.aTopic(anna);
    const crowd = await Promise.all(Array.from({ length: 20 }, (_, nth) => world.person(`Newcomer ${nth}`)));
    const replies = await world.test.db.transaction(async (tx) => {
      await rows(tx, sql`select from topic where id = ${topic.id} for update`);
      // Of people whose first posts are looked at, and of others: each goes a way of its own.
      const sent = crowd.flatMap((one, nth) => {
        const viewer = nth % 2 ? { ...one, approvedPosts: 0 } : one;
        const input = { topic: topic.id, body: `It is so here too, number ${nth}.`, idempotencyKey: 'once' };
        return [0, 1].map(() => world.get(ReplyService).reply(viewer, input));
      });
      // The one statement that shows that all of them stand where they stand: at the lock, in the connections that they may have.
      await eventually(async () => (await waitingForTheLock()) >= 6);
      expect(await waitingForTheLock()).toBe(6);
      return sent;
    });
    const made = await Promise.all(replies);
    expect(made.map(({ id }, nth) => id === made[nth - (nth % 2)]!.id)).toEqual(made.map(() => true));
    expect(new Set(made.map(({ id }) => id)).size).toBe(crowd.length);
  });

  async function waitingForTheLock(): Promise<number> {
    const row = await world.test.db.main.row<{ n: number }>(
      sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ilike '%topic t%'`,
    );
    return row!.n;
  }
});
