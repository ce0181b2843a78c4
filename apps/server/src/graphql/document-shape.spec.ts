import { describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, parse } from 'graphql';
import { MAX_ALIASES, MAX_COST, MAX_DEPTH, excessOf } from './document-shape.js';

const nested = (levels: number, innermost = 'id') => `{ ${'a { '.repeat(levels)}${innermost}${' }'.repeat(levels)} }`;
const excess = (text: string) => excessOf(parse(text));

describe('what is too much about a document by its looks alone', () => {
  it('is its depth, counted through fragments, and inline ones are no level', () => {
    expect(excess(nested(MAX_DEPTH))).toBeUndefined();
    expect(excess(nested(MAX_DEPTH + 1))).toBe(`At most ${MAX_DEPTH} levels`);
    expect(excess(nested(MAX_DEPTH, '... on A { ... { id } }'))).toBeUndefined();
    expect(excess(`${nested(MAX_DEPTH, '...f')} fragment f on A { id }`)).toBeUndefined();
    expect(excess(`${nested(MAX_DEPTH, '...f')} fragment f on A { a { id } }`)).toBe(`At most ${MAX_DEPTH} levels`);
  });

  it('is the number of its aliases, in all fragments as often as they are spread', () => {
    const renamed = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: b`).join(' ');
    expect(excess(`{ ${renamed(MAX_ALIASES)} }`)).toBeUndefined();
    expect(excess(`{ ${renamed(MAX_ALIASES + 1)} }`)).toBe(`At most ${MAX_ALIASES} aliases`);
    expect(excess(`{ a { ...f } b { ...f } } fragment f on A { ${renamed(8)} }`)).toBe(`At most ${MAX_ALIASES} aliases`);
  });

  it('is a fragment that holds itself', () => {
    expect(excess('{ ...a } fragment a on A { ...b } fragment b on A { ...a }')).toBe('Cannot spread fragment "a" within itself.');
    expect(excess('{ ...missing }')).toBeUndefined();
  });

  it('is what it comes to when fragments that spread two each are written out, which is never done', () => {
    const doubling = (count: number) =>
      `{ ...f0 } ${Array.from({ length: count }, (_, n) => `fragment f${n} on A { ...f${n + 1} ...f${n + 1} }`).join(' ')} fragment f${count} on A { id }`;
    expect(excess(doubling(10))).toBeUndefined();
    expect(excess(doubling(12))).toBe(`At most ${MAX_COST} fields`);
    // Written out these would be more than anybody could count.
    expect(excess(doubling(1_000))).toBe(`At most ${MAX_COST} fields`);
  });

  it('is not the description of the schema', () => {
    expect(excess(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }))).toBeUndefined();
  });
});
