import { describe, expect, it } from '@jest/globals';
import { Comparison } from './difference.js';
import type { DiffPart } from './revision.type.js';

const difference = (before: string, after: string) => new Comparison().of(before, after);
const short = (parts: DiffPart[]) => parts.map(({ kind, text }) => `${{ SAME: '=', ADDED: '+', REMOVED: '-' }[kind]}${text}`);
const side = (parts: DiffPart[], without: DiffPart['kind']) =>
  parts
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

describe('a difference', () => {
  it('is by words, in any script', () => {
    expect(short(difference('Перезапустите роутер дважды.', 'Перезапустите модем дважды!'))).toEqual([
      '=Перезапустите ',
      '-роутер',
      '+модем',
      '= дважды',
      '-.',
      '+!',
    ]);
    expect(short(difference('Restart it twice', 'Restart it'))).toEqual(['=Restart it', '- twice']);
    expect(short(difference('', 'new'))).toEqual(['+new']);
    expect(short(difference('same', 'same'))).toEqual(['=same']);
    expect(difference('', '')).toEqual([]);
  });

  it('gives both texts back, whatever they hold', () => {
    const texts = ['', ' ', 'a\nb\n\nc', 'ё́лка 🎄 👨‍👩‍👧 x', 'tab\tx\r\n', '\u2028<script>', '__proto__ constructor', 'ab'.repeat(300)];
    for (const before of texts) {
      for (const after of texts) {
        const parts = difference(before, after);
        expect([side(parts, 'ADDED'), side(parts, 'REMOVED')]).toEqual([before, after]);
      }
    }
  });

  it('of two longest texts without a common word is there within a tenth of a second, and is complete', () => {
    const words = (seed: number) =>
      Array.from({ length: 5_000 }, (_, i) => `w${(i * seed) % 10_007}${i % 60 ? '' : '\n'}`)
        .join(' ')
        .slice(0, 30_000);
    const [before, after] = [words(7), words(11)];
    const started = performance.now();
    const comparison = new Comparison();
    for (let i = 0; i < 20; i += 1) {
      const parts = comparison.of(before, after);
      expect([side(parts, 'ADDED'), side(parts, 'REMOVED')]).toEqual([before, after]);
    }
    // Twenty such versions share one time limit; splitting them into words is what is left.
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
