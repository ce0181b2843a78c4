import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LiveWorld, type Someone, liveWorld } from './testing/live-world.js';

let world: LiveWorld;
let anna: Someone;
let boris: Someone;
beforeAll(async () => {
  world = await liveWorld(2);
  [anna, boris] = [await world.person('Anna'), await world.person('Boris')];
});
afterAll(() => world.close());

describe('who watches a topic', () => {
  it('is told of a reply by its id alone, in whichever process it was posted', async () => {
    const topic = await world.topic(anna);
    const listening = [await world.connect(undefined, 0), await world.connect(boris, 1)];
    for (const one of listening) await one.watch({ topic: topic.id });
    const reply = await world.reply(anna, topic);
    for (const one of listening) expect(await one.heard(1)).toEqual([{ kind: 'reply', topic: topic.id, reply: reply.id }]);
  });
});
