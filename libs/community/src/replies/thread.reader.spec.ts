import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PortalContext } from '@veche/identity';
import { encodeCursor, newId, sql } from '@veche/platform';
import { statementsOf } from '@veche/platform/testing';
import type { Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { VerdictService } from '../verdicts/verdict.service.js';
import { ReplyVoteService } from '../votes/reply-vote.service.js';
import { ReplyUpkeepService } from './reply-upkeep.service.js';
import type { Reply, ReplyOrder } from './reply.type.js';
import { ThreadLoader } from './thread.loader.js';
import { ThreadReader } from './thread.reader.js';
import { threadStatement } from './thread.sql.js';

describe('threads', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const loader = (viewer: Viewer, request: Pick<PortalContext, 'loaders'> = { loaders: new Map() }) =>
    ThreadLoader.of({ viewer, ...request }, world.get(ThreadReader));
  const ids = (replies: readonly Reply[]) => replies.map(({ id }) => id);
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  it('answers with their comments, the topic’s comments and both verdicts are one statement, for a visitor and a member', async () => {
    const topic = await world.aTopic(anna);
    const [a, b] = [await world.anAnswer(boris, topic), await world.anAnswer(rita, topic)];
    const [onA, onTopic] = [await world.aComment(anna, topic, a), await world.aComment(anna, topic)];
    await world.get(VerdictService).markSolution(anna, a.id);
    await world.get(VerdictService).markOfficial(rita, b.id);
    await world.get(ReplyVoteService).vote(anna, a.id);
    for (const viewer of [world.visitor, anna]) {
      const request = { loaders: new Map() };
      const page = () =>
        Promise.all([
          loader(viewer, request).answers(topic.id, undefined, null, 'BEST'),
          loader(viewer, request).commentsOfTopic(topic.id),
          loader(viewer, request).reply(a.id),
          loader(viewer, request).reply(b.id),
        ]);
      const [answers, comments, solution, official] = await page();
      expect(ids(answers.nodes)).toEqual([a.id, b.id]);
      expect(answers.nodes.map((answer) => ids(answer.comments!))).toEqual([[onA.id], []]);
      expect(ids(comments)).toEqual([onTopic.id]);
      expect(solution).toMatchObject({ id: a.id, isSolution: true, isOfficial: false, votes: 1, viewerVoted: viewer === anna });
      expect(official).toMatchObject({ id: b.id, isSolution: false, isOfficial: true, official: { name: 'Rita' } });
      expect(ids(official!.comments!)).toEqual([]);
      expect(await statementsOf(page)).toBe(1);
    }
  });

  it('verdicts of many topics are one statement, comments of single answers another', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const topic = await world.aTopic(anna);
        const answer = await world.anAnswer(rita, topic);
        return { answer, comment: await world.aComment(anna, topic, answer) };
      }),
    );
    const one = loader(anna);
    expect(await statementsOf(() => Promise.all(answers.map(({ answer }) => one.reply(answer.id))))).toBe(1);
    let comments: Reply[][] = [];
    expect(
      await statementsOf(async () => (comments = await Promise.all(answers.map(({ answer }) => one.commentsOfAnswer(answer.id))))),
    ).toBe(1);
    expect(comments.map(ids)).toEqual(answers.map(({ comment }) => [comment.id]));
  });

  it.each(['BEST', 'OLDEST', 'NEWEST'] as const)(
    '%s pages through all answers once, in order, with equal scores and equal moments',
    async (order: ReplyOrder) => {
      const topic = await world.aTopic(anna);
      const made: Reply[] = [];
      for (let i = 0; i < 23; i += 1) {
        if (i % 3 === 0) world.clock.advance(1);
        made.push(await world.anAnswer(rita, topic, `n${i}`));
        await world.aComment(rita, topic, made.at(-1));
      }
      await world.test.db.main.rows(
        sql`update reply set imported_score = (right(body_md, 1)::int % 4) - 1 where topic_id = ${topic.id} and kind = 'ANSWER'`,
      );
      const score = (reply: Reply) => (Number(reply.bodyMarkdown!.slice(-1)) % 4) - 1;
      const byTime = [...made].sort((x, y) => Number(x.createdAt) - Number(y.createdAt) || (x.id < y.id ? -1 : 1));
      const expected = { OLDEST: byTime, NEWEST: [...byTime].reverse(), BEST: [...byTime].sort((x, y) => score(y) - score(x)) }[order];
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { nodes, pageInfo } = await loader(world.visitor).answers(topic.id, 5, after, order);
        for (const { comments } of nodes) expect(comments).toHaveLength(1);
        seen.push(...ids(nodes));
        after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
      } while (after !== null);
      expect(seen).toEqual(ids(expected));
    },
  );

  it('what each viewer sees of deleted and held replies', async () => {
    const topic = await world.aTopic(anna);
    const [deleted, held, shown] = [
      await world.anAnswer(boris, topic),
      await world.anAnswer(boris, topic),
      await world.anAnswer(boris, topic),
    ];
    const [onDeleted, heldComment] = [await world.aComment(anna, topic, deleted), await world.aComment(boris, topic, shown)];
    await world.get(ReplyUpkeepService).delete(mod, deleted.id);
    await world.test.db.main.rows(sql`update reply set state = 'held' where id in (${held.id}, ${heldComment.id})`);
    const seenBy = async (viewer: Viewer) => {
      const { nodes } = await loader(viewer).answers(topic.id, 20, null, 'OLDEST');
      return [...nodes, ...nodes.flatMap(({ comments }) => comments!)].map(
        ({ id }) =>
          ({
            [deleted.id]: 'deleted',
            [held.id]: 'held',
            [shown.id]: 'shown',
            [onDeleted.id]: 'onDeleted',
            [heldComment.id]: 'heldComment',
          })[id],
      );
    };
    expect(await seenBy(world.visitor)).toEqual(['shown']);
    expect(await seenBy(rita)).toEqual(['shown']);
    expect(await seenBy(anna)).toEqual(['shown']);
    expect(await seenBy(boris)).toEqual(['deleted', 'held', 'shown', 'heldComment']);
    expect(await seenBy(mod)).toEqual(['deleted', 'held', 'shown', 'onDeleted', 'heldComment']);
    for (const viewer of [world.visitor, anna, rita]) {
      expect(await loader(viewer).reply(deleted.id)).toBeNull();
      expect(await loader(viewer).commentsOfAnswer(deleted.id)).toEqual([]);
    }
  });

  it('nothing of a topic that the viewer does not see comes by its id', async () => {
    const topic = await world.aTopic(rita, { audience: 'STAFF' });
    const answer = await world.anAnswer(rita, topic);
    await world.aComment(rita, topic, answer);
    await world.aComment(rita, topic);
    for (const viewer of [world.visitor, boris]) {
      const one = loader(viewer);
      const found = await Promise.all([
        one.answers(topic.id, 50, null, 'BEST'),
        one.commentsOfTopic(topic.id),
        one.commentsOfAnswer(answer.id),
        one.reply(answer.id),
      ]);
      expect(found).toEqual([{ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }, [], [], null]);
    }
  });

  it('the source of a reply comes only to who may edit it', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic, 'secret [//]: # (comment)');
    const sources = await Promise.all(
      [world.visitor, anna, rita, boris, mod].map(async (viewer) => (await loader(viewer).reply(answer.id))!.bodyMarkdown),
    );
    expect(sources).toEqual([null, null, null, answer.bodyMarkdown, answer.bodyMarkdown]);
  });

  it('damaged cursors are refused and spoil nothing else that is being read', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    const id = newId();
    const damaged = [
      '',
      'x',
      '%',
      encodeCursor([]),
      encodeCursor([1.5, world.clock.now().toISOString(), id]),
      encodeCursor([1e300, world.clock.now().toISOString(), id]),
      encodeCursor([1, 'yesterday', id]),
      encodeCursor([1, '9999-99-99T00:00:00.000Z', id]),
      encodeCursor([1, world.clock.now().toISOString(), "'; drop table reply"]),
      encodeCursor(['1', world.clock.now().toISOString(), id]),
    ];
    for (const cursor of damaged) {
      const one = loader(anna);
      const [refused, read] = await Promise.allSettled([one.answers(topic.id, 5, cursor, 'BEST'), one.reply(answer.id)]);
      expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'INVALID', field: 'after' } });
      expect(read).toMatchObject({ status: 'fulfilled', value: { id: answer.id } });
    }
  });

  it('a page of a topic with thousands of replies reads as much as one of a small topic, in every order', async () => {
    const buffers = async (size: number, order: ReplyOrder) => {
      const topic = await world.aTopic(anna);
      const answer = await world.anAnswer(boris, topic);
      await world.test.db.main
        .rows(sql`insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, body_md, body_html, author_name, created_at)
        select gen_random_uuid(), ${topic.id}, 1, 'published', case when i % 4 = 0 then 'ANSWER' else 'COMMENT' end, case when i % 4 = 1 then ${answer.id}::uuid end,
          case when i % 4 = 1 then 'published' end, 'x', '<p>x</p>', 'Somebody', ${world.clock.now()}::timestamptz + i * interval '1 second' from generate_series(1, ${size}::int) i`);
      await world.test.db.main.rows(sql`vacuum analyze reply`);
      const wish = {
        answers: [{ topicId: topic.id, first: 20, after: null, order }],
        commentsOfTopics: new Set([topic.id]),
        commentsOfAnswers: new Set<string>(),
        replies: new Set([answer.id]),
      };
      const explained = await world.test.db.anonymous.row<{
        'QUERY PLAN': { Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number; 'Actual Rows': number } }[];
      }>(sql`explain (analyze, buffers, format json) ${threadStatement(world.visitor, wish)}`);
      const { Plan: plan } = explained!['QUERY PLAN'][0]!;
      return { rows: plan['Actual Rows'], blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'] };
    };
    for (const order of ['BEST', 'OLDEST', 'NEWEST'] as const) {
      const [small, large] = [await buffers(440, order), await buffers(8_800, order)];
      expect(large.rows).toBe(small.rows);
      // One level more of each index.
      expect(large.blocks / small.blocks).toBeLessThan(1.25);
    }
  });
});
