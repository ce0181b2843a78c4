import { afterAll, describe, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { type LiveWorld, liveWorld } from '../testing/live-world.js';
import { sessionRoom } from './live-socket.js';

const worlds: LiveWorld[] = [];
afterAll(() => Promise.all(worlds.map((world) => world.close())));

const redisUrl = process.env['REDIS_URL'];
/** Redis is no npm package: its path runs where an address of one is given (decision 37). */
const ways = [['PostgreSQL', {}] as const, ...(redisUrl === undefined ? [] : [['Redis Streams', { REDIS_URL: redisUrl }] as const])];

describe.each(ways)('processes over %s', (_name, env) => {
  it('close each other’s sockets, and tell their rooms as ever', async () => {
    const world = await liveWorld(2, env);
    worlds.push(world);
    const anna = await world.person('Anna');
    const [here, there] = [await world.connect(anna, 0), await world.connect(anna, 1)];
    const topic = await world.topic(anna);
    await there.watch({ topic: topic.id });
    await world.reply(anna, topic);
    await there.heard(1);
    const [session] = await world.sessionsOf(anna);
    // An adapter finds its neighbours a moment after it starts; until then it speaks to itself.
    await eventually(() => {
      world.processes[0]!.disconnect(sessionRoom(session!));
      return there.ended === 'io server disconnect' && here.ended === 'io server disconnect';
    });
  });
});
