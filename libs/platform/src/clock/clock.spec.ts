import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MovedClock, SystemClock } from './clock.js';

describe('a clock', () => {
  it('of the machine goes', () => {
    expect(Math.abs(new SystemClock().now().getTime() - Date.now())).toBeLessThan(1_000);
  });

  it('that is moved stands still in between, and gives nobody its own date to change', () => {
    const clock = new MovedClock(new Date('2026-11-22T00:00:00Z'));
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-11-22T00:00:00.000Z');
    clock.advance(DAY + HOUR);
    expect(clock.now().toISOString()).toBe('2026-11-23T01:00:00.000Z');
    clock.advance(-HOUR);
    expect(clock.now().toISOString()).toBe('2026-11-23T00:00:00.000Z');
    clock.set(new Date(0));
    expect(clock.now().getTime()).toBe(0);
  });
});
