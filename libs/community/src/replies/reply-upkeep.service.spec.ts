import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { VerdictService } from '../verdicts/verdict.service.js';
import { ReplyReader } from './reply.reader.js';
import { ReplyUpkeepService } from './reply-upkeep.service.js';

describe('what happens to a reply later', () => {
  let world: CommunityWorld;
  let upkeep: ReplyUpkeepService;
  let anna: Viewer;
  let boris: Viewer;
  let rita: Viewer;
  let mod: Viewer;
  const seen = async (viewer: Viewer, id: string) => (await world.get(ReplyReader).byIds(viewer, [id])).length === 1;
  const counts = (topicId: string) =>
    world.test.db.main.row(sql`select answer_count as answers, comment_count as comments from topic where id = ${topicId}`);
  const acts = (id: string) => [() => upkeep.edit(boris, id, 'x'), () => upkeep.delete(boris, id), () => upkeep.restore(boris, id)];
  beforeAll(async () => {
    world = await communityWorld();
    upkeep = world.get(ReplyUpkeepService);
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    rita = await world.person('Rita', 'REPRESENTATIVE');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  it('its author and moderators change the words, nobody else, and equal words change nothing', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic, 'One');
    for (const other of [anna, rita]) await expect(upkeep.edit(other, answer.id, 'Two')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await upkeep.edit(boris, answer.id, ' One ')).toMatchObject({ editedAt: null });
    expect(await upkeep.edit(boris, answer.id, 'Two')).toMatchObject({ bodyHtml: '<p>Two</p>', editedAt: world.clock.now() });
    expect(await upkeep.edit(mod, answer.id, 'Three')).toMatchObject({ bodyMarkdown: 'Three' });
    expect((await world.logged(topic.id)).filter((kind) => kind === 'reply.edited')).toHaveLength(2);
    const edits = await world.test.db.main.rows(
      sql`select person_id as whose, actor_person_id as by from interaction where reply_id = ${answer.id} and kind = 'reply.edited' order by seq`,
    );
    expect(edits).toEqual([boris, mod].map(({ personId }) => ({ whose: boris.personId, by: personId })));
    await world.get(TopicService).close(mod, topic.id);
    await expect(upkeep.edit(boris, answer.id, 'Four')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('words that the company signed are not changed under its signature', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic, 'Restart it.');
    await world.get(VerdictService).markOfficial(rita, answer.id);
    await expect(upkeep.edit(boris, answer.id, 'Buy elsewhere.')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('official'),
    });
    await world.get(VerdictService).unmarkOfficial(rita, topic.id);
    expect((await upkeep.edit(boris, answer.id, 'Restart it twice.')).bodyMarkdown).toBe('Restart it twice.');
  });

  it('an author takes back their own deletion, never a moderator’s', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    for (const other of [anna, rita]) await expect(upkeep.delete(other, answer.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await upkeep.delete(boris, answer.id)).toMatchObject({ state: 'deleted', can: { restore: true, edit: false, delete: false } });
    await expect(upkeep.restore(anna, answer.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await upkeep.restore(boris, answer.id)).toMatchObject({ state: 'published' });
    expect(await upkeep.delete(mod, answer.id)).toMatchObject({ state: 'deleted' });
    await expect(upkeep.restore(boris, answer.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(upkeep.edit(boris, answer.id, 'x')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await upkeep.restore(mod, answer.id)).toMatchObject({ state: 'published' });
    await expect(upkeep.restore(mod, answer.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await world.logged(topic.id)).slice(2)).toEqual(['reply.deleted', 'reply.restored', 'reply.deleted', 'reply.restored']);
  });

  it('its author cannot publish what is held by deleting and restoring it', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    await world.test.db.main.rows(sql`update reply set state = 'held' where id = ${answer.id}`);
    await expect(upkeep.delete(boris, answer.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await seen(anna, answer.id)).toBe(false);
  });

  it('a deleted answer takes its comments, their count and its verdicts along; a restored one brings the comments back', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    const comment = await world.aComment(anna, topic, answer);
    await world.aComment(anna, topic);
    await world.get(VerdictService).markSolution(anna, answer.id);
    await world.get(VerdictService).markOfficial(rita, answer.id);
    await upkeep.delete(boris, answer.id);
    expect(await counts(topic.id)).toEqual({ answers: 0, comments: 1 });
    for (const viewer of [world.visitor, anna, rita])
      expect([await seen(viewer, answer.id), await seen(viewer, comment.id)]).toEqual([false, false]);
    expect(await seen(mod, comment.id)).toBe(true);
    expect((await world.logged(topic.id)).slice(-3)).toEqual(['reply.deleted', 'answer.unmarked_solution', 'answer.unmarked_official']);
    expect(
      await world.test.db.main.row(
        sql`select solution_reply_id as s, solution_by_id as sb, official_reply_id as o, official_by_id as ob, official_at as at from topic where id = ${topic.id}`,
      ),
    ).toEqual({ s: null, sb: null, o: null, ob: null, at: null });
    await expect(world.aComment(mod, topic, answer)).rejects.toMatchObject({ code: 'CONFLICT' });
    await upkeep.restore(boris, answer.id);
    expect(await counts(topic.id)).toEqual({ answers: 1, comments: 2 });
    expect([await seen(world.visitor, answer.id), await seen(world.visitor, comment.id)]).toEqual([true, true]);
  });

  it('what hangs on a deleted topic is gone with it, also by id', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    await world.get(TopicService).delete(mod, topic.id);
    for (const viewer of [world.visitor, anna, boris, rita]) expect(await seen(viewer, answer.id)).toBe(false);
    for (const act of acts(answer.id)) {
      await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it.each(['', 'x', newId(), '00000000-0000-0000-0000-00000000000g'])(
    'an id such as "%s" is answered like an invisible one',
    async (id) => {
      const hidden = await world.anAnswer(rita, await world.aTopic(rita, { audience: 'STAFF' }));
      for (const wrong of [id, hidden.id]) {
        for (const act of acts(wrong)) {
          await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
        }
      }
    },
  );

  it('the counters equal a recount after a hundred random acts', async () => {
    const topic = await world.aTopic(anna);
    const ids: string[] = [];
    let random = 42;
    const next = (n: number) => (random = (random * 1_103_515_245 + 12_345) % 2 ** 31) % n;
    for (let i = 0; i < 100; i += 1) {
      const some = ids[next(ids.length + 1)];
      const act = [
        async () => ids.push((await world.anAnswer(rita, topic)).id),
        async () => ids.push((await world.aComment(rita, topic)).id),
        async () => some && ids.push((await world.aComment(rita, topic, { id: some })).id),
        async () => some && upkeep.delete(mod, some),
        async () => some && upkeep.restore(mod, some),
      ][next(5)]!;
      await act().catch(() => undefined);
    }
    const visible = await world.test.db.anonymous.row(
      sql`select count(*) filter (where kind = 'ANSWER')::int as answers, count(*) filter (where kind = 'COMMENT')::int as comments from reply where topic_id = ${topic.id}`,
    );
    expect(await counts(topic.id)).toEqual(visible);
    expect(ids.length).toBeGreaterThan(20);
  });
});
