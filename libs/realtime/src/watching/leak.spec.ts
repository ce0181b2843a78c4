import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReplyUpkeepService, TopicService, TopicVoteService } from '@veche/community';
import { RoleService, SessionService } from '@veche/identity';
import { sql } from '@veche/platform';
import { eventually } from '@veche/platform/testing';
import type { Listening } from '../testing/listening.js';
import { type LiveWorld, type Someone, liveWorld } from '../testing/live-world.js';

let world: LiveWorld;
let admin: Someone;
let moderator: Someone;
let rita: Someone;
let anna: Someone;
let boris: Someone;
beforeAll(async () => {
  world = await liveWorld(2);
  admin = await world.person('Ada', 'ADMIN');
  moderator = await world.person('Mod', 'MODERATOR');
  rita = await world.person('Rita', 'REPRESENTATIVE');
  [anna, boris] = [await world.person('Anna'), await world.person('Boris')];
});
afterAll(() => world.close());
const service = <T>(type: new (...args: never[]) => T): T => world.processes[0]!.get(type);

/** Something that everybody hears, told after whatever should not have been: then silence is no matter of patience. */
async function silent(listening: Listening[], topicId: string): Promise<void> {
  const open = await world.topic(anna);
  await world.read();
  for (const one of listening) await one.watch({ topic: open.id });
  const reply = await world.reply(boris, open);
  for (const one of listening) await one.frame((frame) => frame.reply === reply.id);
  for (const one of listening) expect(one.frames.filter(({ topic }) => topic === topicId)).toEqual([]);
}

describe('who may not see a topic', () => {
  it.each([
    ['MEMBERS', () => [undefined], () => boris],
    ['STAFF', () => [undefined, boris], () => rita],
    ['PRIVATE', () => [undefined, boris], () => rita],
  ] as const)('hears nothing of it: %s', async (audience, without, within) => {
    const author = audience === 'STAFF' ? rita : await world.person('Author');
    const topic = await world.topic(author, audience);
    await world.read();
    const outside = await Promise.all(without().map((who, i) => world.connect(who, i % 2)));
    const inside = await world.connect(within(), 1);
    for (const one of [...outside, inside]) {
      await one.watch({ topic: topic.id }, { since: 0 });
      await one.watch({ list: {} });
    }
    inside.frames.length = 0;
    const again = await world.again(author);
    const reply = await world.reply(again, topic);
    await service(TopicVoteService).vote(admin.viewer, topic.id);
    await service(TopicService).close(admin.viewer, topic.id);
    expect((await inside.heard(3)).map(({ kind }) => kind)).toEqual(['reply', 'votes', 'changed']);
    expect(inside.frames[0]!.reply).toBe(reply.id);
    await silent(outside, topic.id);
  });

  it('is answered the same as about a topic that never was', async () => {
    const topic = await world.topic(rita, 'STAFF');
    await world.reply(rita, topic);
    await world.read();
    const visitor = await world.connect();
    const answers = [];
    for (const id of [topic.id, '0190a0a0-0000-7000-8000-00000000dead'])
      answers.push({ ...(await visitor.watch({ topic: id }, { since: 0 })), watch: '', cursor: '' });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('cannot tell from cursors how much happened elsewhere', async () => {
    const topic = await world.topic(anna);
    const visitor = await world.connect();
    const { cursor } = await visitor.watch({ topic: topic.id });
    expect(cursor).toMatch(/^[\w-]{40,80}$/);
    expect((await visitor.watch({ topic: topic.id })).cursor).not.toBe(cursor);
  });

  it('hears nothing of it in a list, and of a held or hidden one neither', async () => {
    const visitor = await world.connect();
    await visitor.watch({ list: {} });
    const hidden = await world.topic(rita, 'STAFF');
    await silent([visitor], hidden.id);
  });
});

describe('a topic that is taken away', () => {
  it('is silent for who may not see it any more, and stays live for who may: moved, hidden, deleted', async () => {
    for (const take of [
      (id: string) => service(TopicService).move(admin.viewer, id, 'STAFF'),
      (id: string) => world.test.db.main.rows(sql`update topic set state = 'hidden' where id = ${id}`),
      (id: string) => service(TopicService).delete(moderator.viewer, id),
    ]) {
      const topic = await world.topic(anna);
      const [visitor, watching] = [await world.connect(undefined, 1), await world.connect(moderator, 1)];
      for (const one of [visitor, watching]) await one.watch({ topic: topic.id });
      await take(topic.id);
      await world.log('vote.cast', topic.id);
      await watching.frame(({ kind }) => kind === 'votes');
      await silent([visitor], topic.id);
    }
  });

  it('a deleted reply is told of as a change of its topic, and afterwards not at all', async () => {
    const topic = await world.topic(anna);
    const reply = await world.reply(boris, topic);
    await world.read();
    const [visitor, watching] = [await world.connect(), await world.connect(moderator)];
    for (const one of [visitor, watching]) await one.watch({ topic: topic.id });
    await service(ReplyUpkeepService).delete(moderator.viewer, reply.id);
    await visitor.heard(1);
    await world.log('vote.cast', topic.id, reply.id);
    await watching.frame(({ kind }) => kind === 'votes');
    const open = await world.reply(boris, topic);
    expect((await visitor.heard(2))[1]).toEqual({ kind: 'reply', topic: topic.id, reply: open.id });
  });
});

describe('a right that is lost', () => {
  it('closes its rooms at once, in every process: a role', async () => {
    const former = await world.person('Former', 'REPRESENTATIVE');
    const topic = await world.topic(rita, 'STAFF');
    await world.read();
    const sockets = [await world.connect(former, 0), await world.connect(former, 1)];
    for (const one of sockets) await one.watch({ topic: topic.id });
    await world.reply(rita, topic);
    for (const one of sockets) await one.heard(1);
    await service(RoleService).revoke(admin.viewer, former.viewer.personId!, 'REPRESENTATIVE');
    // In the same moment: what follows the loss in the database is not heard.
    await world.reply(rita, topic);
    for (const one of sockets) one.frames.length = 0;
    await silent(sockets, topic.id);
    expect(sockets.every(({ ended }) => ended === undefined)).toBe(true);
  });

  it('is gained as fast: a role opens rooms', async () => {
    const novice = await world.person('Novice');
    const topic = await world.topic(rita, 'STAFF');
    const socket = await world.connect(novice, 1);
    await socket.watch({ topic: topic.id });
    await service(RoleService).grant(admin.viewer, novice.viewer.personId!, 'OPERATOR');
    await eventually(() => world.processes[1]!.rooms(novice).includes('audience:3'));
    await world.reply(rita, topic);
    expect(await socket.heard(1)).toHaveLength(1);
  });

  it.each([
    ['signing out', (who: Someone) => service(SessionService).close(who.token)],
    [
      'a suspension',
      (who: Someone) => world.test.db.main.rows(sql`update person set state = 'suspended' where id = ${who.viewer.personId}`),
    ],
    ['a revoked session', (who: Someone) => world.test.db.main.rows(sql`delete from session where account_id = ${who.viewer.accountId}`)],
  ])('%s ends open sockets within five seconds, in every process', async (_name, lose) => {
    const leaver = await world.person('Leaver');
    const sockets = [await world.connect(leaver, 0), await world.connect(leaver, 1)];
    const other = await world.connect(boris, 1);
    const began = Date.now();
    await lose(leaver);
    await eventually(() => sockets.every(({ ended }) => ended === 'io server disconnect'), 5_000);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(other.ended).toBeUndefined();
  });

  it('is found without a word of it: by the clock, when no word can be heard', async () => {
    const former = await world.person('Unheard');
    const socket = await world.connect(former, 1);
    await world.test.db.main.rows(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen veche%' and datname = current_database()`,
    );
    await world.test.db.main.rows(sql`delete from session where account_id = ${former.viewer.accountId}`);
    await eventually(() => socket.ended !== undefined, 6_000);
  });
});
