import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lexer, Source, TokenKind, getIntrospectionQuery } from 'graphql';
import { hasMoreTokens } from './document-tokens.js';

/** As graphql counts. */
function tokensOf(text: string): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count += 1;
  return count;
}

/** The greatest number that the walk says is exceeded, plus one. */
function walked(text: string): number {
  let count = 0;
  while (hasMoreTokens(text, count)) count += 1;
  return count;
}

describe('the tokens of a document, counted without making them', () => {
  it.each([
    ['names and marks', '{ a(first: -12.5e+3, by: $x) @skip(if: true) { b c } }'],
    ['texts', '{ a(b: "} { \\" # {", c: "", d: """ } { "q" \\""" { """) { d } }'],
    ['comments', '{ a # { b { c\n b } # end'],
    ['what is asked for the schema', getIntrospectionQuery()],
  ])('%s come to what graphql counts, spreads apart', (_, text) => {
    const spreads = text.match(/\.\.\.[A-Za-z]/g)?.length ?? 0;
    expect(walked(text)).toBe(tokensOf(text) - spreads);
  });

  it('are never more than graphql counts, whatever is strung together', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '(',
        ')',
        ':',
        ' ',
        ',',
        '\n',
        '#c {\n',
        '...',
        'on ',
        'f1 ',
        'a',
        '"t{"',
        '"\\""',
        '"""b"q"""',
        '1 ',
        '-2.5e-3 ',
        '$v ',
        '@d ',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        let counted: number;
        try {
          counted = tokensOf(text);
        } catch {
          // Refused by the parser in any case.
          return;
        }
        expect(walked(text)).toBeLessThanOrEqual(counted);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of the portal’s own schema are found without a walk to its end', () => {
    const schema = readFileSync(path.resolve(import.meta.dirname, '../../schema.graphql'), 'utf8');
    expect(hasMoreTokens(schema, 2_000)).toBe(true);
    expect(hasMoreTokens(`${'{ a '.repeat(1_000)}"never ends`, 2_000)).toBe(true);
    expect(hasMoreTokens('"never ends { { {', 1)).toBe(false);
  });
});
