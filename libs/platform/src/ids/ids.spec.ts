import { describe, expect, it } from '@jest/globals';
import { isId, newId, newTopicKey } from './ids.js';

describe('an id', () => {
  it('sorts by the moment it was made, also within a millisecond', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
  });

  it('carries its moment in milliseconds: partitions are made of that', () => {
    const made = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(made - Date.now())).toBeLessThan(1_000);
  });

  it.each([
    '',
    'x',
    '1',
    "0190a0a0-0000-7000-8000-000000000001' or '1'='1",
    '0190a0a0-0000-7000-8000-00000000000',
    ' 0190a0a0-0000-7000-8000-000000000001',
    '0190a0a0-0000-7000-8000-000000000001\n',
    '{0190a0a0-0000-7000-8000-000000000001}',
    null,
    undefined,
    1,
    ['0190a0a0-0000-7000-8000-000000000001'],
    { toString: () => '0190a0a0-0000-7000-8000-000000000001' },
  ])('is not %j', (value) => {
    expect(isId(value)).toBe(false);
  });
});

describe('a topic’s key', () => {
  it('has eight characters of Crockford’s alphabet, in no order', () => {
    const keys = Array.from({ length: 5_000 }, newTopicKey);
    expect(keys.every((key) => /^[0-9a-hjkmnp-tv-z]{8}$/.test(key))).toBe(true);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.toSorted()).not.toEqual(keys);
  });

  it('uses all 32 characters about equally often in each place', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 4_000; i++)
      for (const [place, character] of [...newTopicKey()].entries())
        counts.set(`${place}${character}`, (counts.get(`${place}${character}`) ?? 0) + 1);
    expect(counts.size).toBe(8 * 32);
    // 125 expected; a difference of 7 standard deviations would be a defect, not chance.
    for (const count of counts.values()) expect(Math.abs(count - 125)).toBeLessThan(7 * Math.sqrt(125));
  });
});
