import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import type { ReplyInput } from './reply.input.js';
import { ReplyService } from './reply.service.js';

describe('replying', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const reply = (viewer: Viewer, input: ReplyInput) => world.get(ReplyService).reply(viewer, input);
  const repliesOf = async (topicId: string) => {
    const row = await world.test.db.main.row<{ n: number }>(sql`select count(*)::int as n from reply where topic_id = ${topicId}`);
    return row!.n;
  };
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  it('writes an answer and comments on it, counts both, and moves the topic up', async () => {
    const topic = await world.aTopic(anna);
    world.clock.advance(60_000);
    const answer = await world.anAnswer(boris, topic, 'Hello **there** <script>');
    expect(answer).toMatchObject({
      kind: 'ANSWER',
      parentId: null,
      bodyHtml: '<p>Hello <strong>there</strong> &lt;script&gt;</p>',
      bodyMarkdown: 'Hello **there** <script>',
    });
    expect(answer.author).toMatchObject({ name: 'Boris' });
    const comment = await world.aComment(anna, topic, answer);
    expect(comment).toMatchObject({ kind: 'COMMENT', parentId: answer.id });
    await world.aComment(boris, topic);
    const row = await world.test.db.main.row(
      sql`select answer_count as a, comment_count as c, moved_at as m from topic where id = ${topic.id}`,
    );
    expect(row).toEqual({ a: 1, c: 2, m: world.clock.now() });
    expect(await world.logged(topic.id)).toEqual(['topic.asked', 'reply.posted', 'reply.posted', 'reply.posted']);
  });

  it('takes answers and comments on praise and updates like on anything else', async () => {
    for (const topic of [await world.aTopic(anna, { kind: 'PRAISE' }), await world.aTopic(rita, { kind: 'UPDATE' })]) {
      const answer = await world.anAnswer(boris, topic);
      expect((await world.aComment(anna, topic, answer)).kind).toBe('COMMENT');
    }
  });

  it('nests one level and no deeper, and calls a comment whatever hangs on an answer', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    expect(await reply(anna, { topic: topic.id, parent: answer.id, kind: 'ANSWER', body: 'Thanks' })).toMatchObject({
      kind: 'COMMENT',
      parentId: answer.id,
    });
    for (const comment of [await world.aComment(anna, topic, answer), await world.aComment(anna, topic)]) {
      await expect(world.aComment(boris, topic, comment)).rejects.toMatchObject({ code: 'INVALID' });
    }
    const other = await world.aTopic(anna);
    await expect(world.aComment(boris, other, answer)).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('another topic'),
    });
    expect(await repliesOf(other.id)).toBe(0);
  });

  it.each(['not an id', newId(), "' or 1=1 --"])('answers for the topic and the parent %s what it answers for hidden ones', async (id) => {
    const hidden = await world.aTopic(rita, { audience: 'STAFF' });
    const open = await world.aTopic(anna);
    const secret = await world.anAnswer(rita, hidden);
    const refusals = await Promise.all(
      [
        reply(boris, { topic: id, body: 'x' }),
        reply(boris, { topic: hidden.id, body: 'x' }),
        reply(boris, { topic: open.id, parent: id, body: 'x' }),
        reply(boris, { topic: open.id, parent: secret.id, body: 'x' }),
      ].map((one) =>
        one.then(
          () => 'written',
          ({ code, text }: { code: string; text: unknown }) => ({ code, text }),
        ),
      ),
    );
    expect(new Set(refusals.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(refusals[0]).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses under a closed topic and says what would work, to the company as well', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    await world.get(TopicService).close(mod, topic.id);
    for (const viewer of [anna, boris, rita, mod]) {
      await expect(world.anAnswer(viewer, topic)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('closed') });
      await expect(world.aComment(viewer, topic, answer)).rejects.toMatchObject({ code: 'CONFLICT' });
    }
    expect(await repliesOf(topic.id)).toBe(1);
  });

  it('refuses under a deleted topic: to others as if there were none', async () => {
    const topic = await world.aTopic(anna);
    await world.get(TopicService).delete(anna, topic.id);
    await expect(world.anAnswer(boris, topic)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(world.anAnswer(anna, topic)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('restored') });
    await expect(world.anAnswer(mod, topic)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('posts and marks officially in one command of a representative, whatever else is wrong writes nothing', async () => {
    const topic = await world.aTopic(anna);
    await expect(reply(boris, { topic: topic.id, body: 'As the company…', official: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(reply(mod, { topic: topic.id, body: 'As the company…', official: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(reply(rita, { topic: topic.id, kind: 'COMMENT', body: 'x', official: true })).rejects.toMatchObject({ code: 'INVALID' });
    const update = await world.aTopic(rita, { kind: 'UPDATE' });
    await expect(reply(rita, { topic: update.id, body: 'x', official: true })).rejects.toThrow();
    expect([await repliesOf(topic.id), await repliesOf(update.id)]).toEqual([0, 0]);

    const first = await reply(rita, { topic: topic.id, body: 'We fix it.', official: true });
    expect(first).toMatchObject({ isOfficial: true, official: { name: 'Rita', title: 'Support', isFormer: false } });
    const second = await reply(rita, { topic: topic.id, body: 'Fixed.', official: true });
    expect(await world.logged(topic.id)).toEqual([
      ...['topic.asked', 'reply.posted', 'answer.marked_official'],
      ...['reply.posted', 'answer.unmarked_official', 'answer.marked_official'],
    ]);
    const marks = await world.test.db.main.rows(
      sql`select reply_id as "replyId", person_id as "personId", payload from interaction where topic_id = ${topic.id} and kind in ('reply.posted', 'answer.marked_official') order by seq`,
    );
    expect(marks).toEqual([
      { replyId: first.id, personId: rita.personId, payload: { replyKind: 'ANSWER', isOfficial: true } },
      { replyId: first.id, personId: anna.personId, payload: {} },
      { replyId: second.id, personId: rita.personId, payload: { replyKind: 'ANSWER', isOfficial: true } },
      { replyId: second.id, personId: anna.personId, payload: {} },
    ]);
  });

  it('repeated with the same key gives the first reply, twenty times at once and after the topic was closed', async () => {
    const topic = await world.aTopic(anna);
    const input = { topic: topic.id, body: 'Once', idempotencyKey: 'k1' };
    const made = await Promise.all(Array.from({ length: 20 }, () => reply(boris, input)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    await world.get(TopicService).close(mod, topic.id);
    expect((await reply(boris, input)).id).toBe(made[0]!.id);
    await expect(reply(boris, { ...input, body: 'Twice' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(reply(anna, input)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('closed') });
    expect(await repliesOf(topic.id)).toBe(1);
    expect(await world.logged(topic.id)).toEqual(['topic.asked', 'reply.posted', 'topic.closed']);
  });

  it('a key whose first request failed is free again', async () => {
    const topic = await world.aTopic(anna);
    await expect(reply(boris, { topic: topic.id, kind: 'COMMENT', body: 'x', official: true, idempotencyKey: 'k2' })).rejects.toThrow();
    expect((await reply(boris, { topic: topic.id, kind: 'COMMENT', body: 'x', idempotencyKey: 'k2' })).kind).toBe('COMMENT');
  });

  it('refuses empty and endless text by field, and cuts nothing off', async () => {
    const topic = await world.aTopic(anna);
    await expect(reply(boris, { topic: topic.id, body: ' \n ' })).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    await expect(reply(boris, { topic: topic.id, body: 'щ'.repeat(30_001) })).rejects.toMatchObject({
      code: 'INVALID',
      field: 'body',
      text: { ru: expect.stringContaining('30000') },
    });
    expect((await reply(boris, { topic: topic.id, body: 'щ'.repeat(30_000) })).bodyMarkdown).toHaveLength(30_000);
  });

  it('brakes who floods, not the company', async () => {
    const flooder = await world.person('Flooder');
    const topic = await world.aTopic(anna);
    for (let i = 0; i < 60; i += 1) await world.aComment(flooder, topic);
    await expect(world.aComment(flooder, topic)).rejects.toMatchObject({ code: 'LIMITED', retryAfter: expect.any(Number) });
    for (let i = 0; i < 61; i += 1) await world.aComment(rita, topic);
    expect(await repliesOf(topic.id)).toBe(121);
  });
});
