import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageOf, pageSize } from './paging.js';

describe('a cursor', () => {
  it('gives back the sort values that went in, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
        (text, number) => {
          const cursor = encodeCursor([number, text]);
          expect(cursor).toMatch(/^[\w-]*$/);
          expect(decodeCursor(cursor, ['number', 'string'])).toEqual([number, text]);
        },
      ),
    );
  });

  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['an object', encoded({ 0: 1, 1: 'a', length: 2 })],
    ['a string', encoded('ab')],
    ['null', encoded(null)],
    ['too few values', encoded([1])],
    ['too many values', encoded([1, 'a', 'b'])],
    ['values of another kind', encoded(['1', 'a'])],
    ['an object for a value', encoded([1, { toString: 'a' }])],
    ['an array for a value', encoded([1, ['a']])],
    ['null for a value', encoded([1, null])],
    ['a hundred thousand brackets', Buffer.from('['.repeat(100_000)).toString('base64url')],
  ])('that holds %s is refused as input', (_what, cursor) => {
    expect(() => decodeCursor(cursor, ['number', 'string'])).toThrow('This page address is damaged');
  });
});

describe('a page', () => {
  const rows = [1, 2, 3, 4].map((id) => ({ id }));

  it('tells by one row more that there is more, and where it ends', () => {
    const page = pageOf(rows, 3, ({ id }) => [id]);
    expect(page.nodes).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(page.pageInfo.hasNextPage).toBe(true);
    expect(decodeCursor(page.pageInfo.endCursor!, ['number'])).toEqual([3]);
  });

  it('that is the last says so, also when it is empty', () => {
    expect(pageOf(rows, 4, ({ id }) => [id]).pageInfo.hasNextPage).toBe(false);
    expect(pageOf([], 4, () => [1])).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
  });

  it.each([
    [undefined, 20],
    [null, 20],
    [0, 1],
    [-5, 1],
    [7.9, 7],
    [50, 50],
    [1_000_000, 50],
    [Number.NaN, 1],
  ])('of %p rows has %i', (asked, size) => {
    expect(pageSize(asked)).toBe(size);
  });
});
