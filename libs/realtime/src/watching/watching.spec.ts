import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReplyUpkeepService, ReplyVoteService, StatusService, TopicVoteService } from '@veche/community';
import { newId } from '@veche/platform';
import { type LiveWorld, type Someone, liveWorld } from '../testing/live-world.js';

let world: LiveWorld;
let anna: Someone;
let boris: Someone;
let rita: Someone;
beforeAll(async () => {
  world = await liveWorld(2);
  [anna, boris, rita] = [await world.person('Anna'), await world.person('Boris'), await world.person('Rita', 'REPRESENTATIVE')];
});
afterAll(() => world.close());
const service = <T>(type: new (...args: never[]) => T): T => world.processes[0]!.get(type);

describe('who watches rows of a list', () => {
  const vote = (who: Someone, id: string) => service(TopicVoteService).vote(who.viewer, id);

  it('is told of votes on them and of nothing else, in whichever process', async () => {
    const [topic, other, elsewhere] = [await world.topic(anna), await world.topic(anna), await world.topic(anna)];
    await world.read();
    const listening = await world.connect(undefined, 1);
    expect(await listening.watch({ rows: [topic.id, other.id] })).toMatchObject({ watch: 'rows', frames: [], reload: false });
    const reply = await world.reply(boris, topic);
    await service(ReplyVoteService).vote(rita.viewer, reply.id);
    await vote(boris, elsewhere.id);
    await vote(boris, topic.id);
    await vote(boris, other.id);
    const heard = await listening.heard(2);
    expect(new Set(heard.map((frame) => JSON.stringify(frame)))).toEqual(
      new Set([topic, other].map(({ id }) => JSON.stringify({ kind: 'votes', topic: id }))),
    );
  });

  it('hears nothing of a row that it may not see, and nothing once it stops', async () => {
    const [closed, open] = [await world.topic(boris, 'MEMBERS'), await world.topic(anna)];
    await world.read();
    const [visitor, member] = [await world.connect(), await world.connect(anna)];
    for (const one of [visitor, member]) await one.watch({ rows: [closed.id, open.id] });
    await vote(rita, closed.id);
    await member.heard(1);
    expect(await member.say('unwatch', { subject: { rows: [open.id] } })).toEqual({ ok: true });
    await vote(rita, open.id);
    expect(await visitor.heard(1)).toEqual([{ kind: 'votes', topic: open.id }]);
    await vote(anna, closed.id);
    expect((await member.heard(2)).map(({ topic }) => topic)).toEqual([closed.id, closed.id]);
  });

  it('stays told of a topic that it watches besides, and has an end of how much it may watch', async () => {
    const topic = await world.topic(anna);
    await world.read();
    const listening = await world.connect();
    await listening.watch({ topic: topic.id });
    await listening.watch({ rows: [topic.id] });
    await listening.say('unwatch', { subject: { rows: [topic.id] } });
    const reply = await world.reply(boris, topic);
    expect(await listening.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id }]);
    const many = (count: number) => ({ subject: { rows: Array.from({ length: count }, newId) } });
    expect(await listening.say('watch', many(51))).toEqual({ ok: false, code: 'INVALID' });
    expect(await listening.say('watch', many(50))).toMatchObject({ ok: true });
    expect(await listening.say('watch', many(50))).toMatchObject({ ok: true });
    expect(await listening.say('watch', many(1))).toEqual({ ok: false, code: 'LIMITED' });
  });
});

describe('who watches a topic', () => {
  it('is told of a reply by its id alone, in whichever process it was posted', async () => {
    const topic = await world.topic(anna);
    const listening = [await world.connect(undefined, 0), await world.connect(boris, 1)];
    for (const one of listening) await one.watch({ topic: topic.id });
    const reply = await world.reply(anna, topic);
    for (const one of listening) expect(await one.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id }]);
  });

  it('is told which replies are its own', async () => {
    const topic = await world.topic(anna);
    const [own, other] = [await world.connect(boris, 1), await world.connect(anna, 1)];
    for (const one of [own, other]) await one.watch({ topic: topic.id });
    const reply = await world.reply(boris, topic);
    expect(await own.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id, own: true }]);
    expect(await other.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id }]);
  });

  it('is told of a status, of an edited reply and of one that is gone', async () => {
    const topic = await world.topic(anna, 'EVERYONE', 'IDEA');
    const reply = await world.reply(boris, topic);
    await world.read();
    const visitor = await world.connect();
    await visitor.watch({ topic: topic.id });
    await service(StatusService).set(rita.viewer, topic.id, 'PLANNED', 'Soon.');
    expect(await visitor.heard(1)).toEqual([{ kind: 'changed', topic: topic.id }]);
    await service(ReplyUpkeepService).edit(boris.viewer, reply.id, 'Like that.');
    expect((await visitor.heard(2))[1]).toEqual({ kind: 'changed', topic: topic.id, reply: reply.id });
    await service(ReplyUpkeepService).delete(boris.viewer, reply.id);
    expect((await visitor.heard(3))[2]).toEqual({ kind: 'changed', topic: topic.id });
  });

  it('is told of a burst of votes a few times, not each time', async () => {
    const topic = await world.topic(anna);
    const listening = await world.connect();
    await listening.watch({ topic: topic.id });
    const voters = await Promise.all(Array.from({ length: 40 }, (_, i) => world.person(`Voter${i}`)));
    await Promise.all(voters.map(({ viewer }) => service(TopicVoteService).vote(viewer, topic.id)));
    await world.read();
    const last = await world.reply(boris, topic);
    await listening.frame(({ reply }) => reply === last.id);
    const votes = listening.frames.filter(({ kind }) => kind === 'votes');
    expect(votes.length).toBeGreaterThan(0);
    expect(listening.messages.length).toBeLessThan(12);
    expect(new Set(votes.map((frame) => JSON.stringify(frame)))).toEqual(new Set([JSON.stringify({ kind: 'votes', topic: topic.id })]));
  });

  it('is told nothing any more once it stops watching', async () => {
    const [topic, other] = [await world.topic(anna), await world.topic(anna)];
    const listening = await world.connect();
    for (const { id } of [topic, other]) await listening.watch({ topic: id });
    expect(await listening.say('unwatch', { subject: { topic: topic.id } })).toEqual({ ok: true });
    await world.reply(boris, topic);
    await world.reply(boris, other);
    expect((await listening.heard(1)).map((frame) => frame.topic)).toEqual([other.id]);
  });
});

describe('who watches a list', () => {
  it('is told of new topics that stand on it, and of no others', async () => {
    const [questions, all, tagged] = [await world.connect(), await world.connect(boris, 1), await world.connect()];
    await questions.watch({ list: { kind: 'QUESTION' } });
    await all.watch({ list: {} });
    await tagged.watch({ list: { tag: 'no-such-tag' } });
    const idea = await world.topic(anna, 'EVERYONE', 'IDEA');
    const question = await world.topic(anna);
    expect(await questions.heard(1)).toEqual([{ kind: 'asked', topic: question.id }]);
    expect((await all.heard(2)).map(({ topic }) => topic)).toEqual([idea.id, question.id]);
    expect(tagged.frames).toEqual([]);
  });
});

describe('who comes back', () => {
  it('is told what it missed, once and in order, by another process as well', async () => {
    const topic = await world.topic(anna);
    const before = await world.connect(undefined, 0);
    const { watch } = await before.watch({ topic: topic.id });
    const first = await world.reply(boris, topic);
    await before.heard(1);
    before.close();
    const [second, third] = [await world.reply(boris, topic), await world.reply(anna, topic)];
    await world.read();
    const after = await world.connect(undefined, 1);
    await after.watch({ topic: topic.id }, { after: before.cursors.get(watch)! });
    const fourth = await world.reply(boris, topic);
    expect((await after.heard(3)).map(({ reply }) => reply)).toEqual([second.id, third.id, fourth.id]);
    expect(before.frames.map(({ reply }) => reply)).toEqual([first.id]);
  });

  it('is told what came after the page was made, on its first connection', async () => {
    const topic = await world.topic(anna);
    await world.read();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const madeAt = Date.now();
    const reply = await world.reply(boris, topic);
    await world.read();
    const listening = await world.connect();
    expect((await listening.watch({ topic: topic.id }, { since: madeAt })).frames).toEqual([
      { kind: 'reply', topic: topic.id, reply: reply.id },
    ]);
    expect((await listening.watch({ topic: topic.id })).frames).toEqual([]);
  });

  it('loads the page anew when its cursor is no cursor', async () => {
    const topic = await world.topic(anna);
    const listening = await world.connect();
    expect(await listening.watch({ topic: topic.id }, { after: 'AAAA' })).toMatchObject({ reload: true, frames: [] });
    const reply = await world.reply(boris, topic);
    expect(await listening.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id }]);
  });

  it('misses nothing while replies are posted, however often it comes and goes', async () => {
    const topic = await world.topic(anna);
    const posted: string[] = [];
    let isOver = false;
    const posting = (async () => {
      for (let i = 0; i < 40; i++) posted.push((await world.reply(i % 2 ? anna : boris, topic)).id);
      isOver = true;
    })();
    const heard: string[] = [];
    let after: string | undefined;
    for (let i = 0; !isOver || i < 2 || heard.length < posted.length; i++) {
      if (i > 500) break;
      const listening = await world.connect(undefined, i % 2);
      const { watch } = await listening.watch({ topic: topic.id }, after === undefined ? { since: 0 } : { after });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      listening.close();
      after = listening.cursors.get(watch)!;
      heard.push(...listening.frames.map(({ reply }) => reply!));
    }
    await posting;
    expect(heard).toEqual(posted);
  });
});
