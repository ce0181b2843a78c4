import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { TopicTurns } from './topic-turns.js';

describe('turns at a topic', () => {
  it('six at once, the others in the order of asking, and other topics are not waited for', async () => {
    const turns = new TopicTurns();
    const began: number[] = [];
    let [running, most] = [0, 0];
    const work = async (nth: number) => {
      began.push(nth);
      most = Math.max(most, ++running);
      await turn();
      running -= 1;
      return nth;
    };
    const all = Promise.all(Array.from({ length: 30 }, (_, nth) => turns.take('a', () => work(nth))));
    expect(await turns.take('b', async () => began.length)).toBe(6);
    expect(await all).toEqual(Array.from({ length: 30 }, (_, nth) => nth));
    expect(began).toEqual(Array.from({ length: 30 }, (_, nth) => nth));
    expect(most).toBe(6);
  });

  it('who fails gives the turn on', async () => {
    const turns = new TopicTurns();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, nth) => turns.take('a', () => (nth % 2 ? Promise.reject(new Error('no')) : Promise.resolve(nth)))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await turns.take('a', () => Promise.resolve('free'))).toBe('free');
  });
});
