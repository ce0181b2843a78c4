import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE } from '@veche/platform';
import { backoff, probePause } from './backoff.js';

describe('the pause between tries', () => {
  it('is anything up to a limit that doubles, five minutes at most', () => {
    const limits = [1, 2, 3, 8, 9, 10, 100, 5_000].map((attempts) => backoff(attempts, () => 0.999_999));
    expect(limits).toEqual([999, 1_999, 3_999, 127_999, 255_999, 299_999, 299_999, 299_999]);
    expect(backoff(50, () => 0)).toBe(0);
    const drawn = Array.from({ length: 1_000 }, () => backoff(5));
    expect(Math.max(...drawn)).toBeLessThan(16_000);
    expect(new Set(drawn.map((pause) => Math.floor(pause / 2_000))).size).toBe(8);
  });

  it('of a parked connection is as long as it has been parked, from ten seconds to ten minutes', () => {
    const at = new Date();
    const after = (milliseconds: number) => probePause(at, new Date(at.getTime() + milliseconds));
    expect([after(0), after(3 * MINUTE), after(9 * HOUR)]).toEqual([10_000, 3 * MINUTE, 10 * MINUTE]);
  });
});
