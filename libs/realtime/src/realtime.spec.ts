import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secrets } from '@veche/platform';
import { eventually } from '@veche/platform/testing';
import { Realtime } from './realtime.js';
import { Happenings, windowed } from './testing/happenings.js';
import { cursorOf } from './news/cursor.js';
import type { Happening } from './news/happening.js';
import type { NewsReader } from './news/news.reader.js';
import { Recent } from './news/recent.js';
import type { Speaker } from './news/speaker.js';
import type { Rights } from './rights/rights.js';
import type { LiveSocket } from './socket/live-socket.js';
import { type LiveWorld, liveWorld } from './testing/live-world.js';
import { Watches } from './watching/watches.js';

describe('a process that stops', () => {
  let world: LiveWorld;
  beforeAll(async () => {
    world = await liveWorld(2);
  });
  afterAll(() => world.close());

  it('sends browsers away to come back at a random moment, ends within five seconds, and lets nobody in meanwhile', async () => {
    const anna = await world.person('Anna');
    const [first, second] = [await world.connect(anna, 1), await world.connect(undefined, 1)];
    const began = Date.now();
    const ending = world.processes[1]!.get(Realtime).close();
    await eventually(() => first.again !== undefined && second.again !== undefined);
    expect(first.again).toBeGreaterThan(1_000);
    await expect(world.connect(anna, 1)).rejects.toThrow();
    // One goes by itself, as a page does; the other has to be told.
    first.close();
    await ending;
    expect(Date.now() - began).toBeLessThan(5_000);
    await eventually(() => second.ended !== undefined);
    const topic = await world.topic(anna);
    const elsewhere = await world.connect(anna, 0);
    await elsewhere.watch({ topic: topic.id });
    await world.reply(anna, topic);
    expect(await elsewhere.heard(1)).toHaveLength(1);
  });
});

describe('the remembered end of the log', () => {
  it('knows what came after a position and after a moment, and what it has forgotten', () => {
    const recent = new Recent();
    const { at } = new Happenings(recent, 100, 20_000);
    expect(recent.after(100 + 19_990)).toHaveLength(10);
    expect(recent.covers(100)).toBe(false);
    expect(recent.covers(100 + 19_000)).toBe(true);
    expect(recent.positionAt(at(19_995))).toBe(100 + 19_994);
    expect(recent.positionAt(at(30_000))).toBe(100 + 20_000);
    expect(recent.positionAt(at(5))).toBeUndefined();
  });

  it('says of a log that it knows from its beginning that nothing is too old', () => {
    const recent = new Recent();
    new Happenings(recent, 0, 3);
    expect([recent.positionAt(0), recent.covers(0)]).toEqual([0, true]);
  });
});

describe('a watch', () => {
  it('that begins before the end of the log was read waits for it, and misses nothing', async () => {
    const recent = new Recent();
    const secrets = new Secrets({ VECHE_SECRET_KEY: '17'.repeat(32), dataDir: '' });
    // Everything is news to everybody here.
    const about = async (_subject: unknown, happenings: readonly Happening[]) => happenings.map(({ position }) => ({ position }));
    const framesFor = (_socket: unknown, news: readonly { position: number }[]) => news.map(({ position }) => position);
    const watches = new Watches(
      recent,
      { about } as unknown as NewsReader,
      { framesFor } as unknown as Speaker,
      { settled: () => Promise.resolve() } as unknown as Rights,
      secrets,
    );
    const socket = { data: { watches: new Map() }, join: () => Promise.resolve() } as unknown as LiveSocket;
    const answer = watches.begin(socket, { subject: { topic: 'topic' }, after: cursorOf(secrets, 7) });
    await turn();
    new Happenings(recent, 0, 10);
    recent.complete();
    expect(await answer).toMatchObject({ frames: [8, 9, 10], reload: false });
  });
});

describe('a window', () => {
  it('lets the first through at once and the following together, never two of a key at a time', async () => {
    const { through, add } = windowed(60);
    add('a', 1);
    add('a', 2);
    await eventually(() => through.length === 1);
    for (let i = 3; i < 50; i++) add('a', i);
    add('b', 1);
    await eventually(() => through.length === 3);
    expect(through.map(({ key, gathered }) => [key, gathered.length])).toEqual([
      ['a', 2],
      ['b', 1],
      ['a', 47],
    ]);
    expect(through[2]!.at - through[0]!.at).toBeGreaterThanOrEqual(55);
  });
});
