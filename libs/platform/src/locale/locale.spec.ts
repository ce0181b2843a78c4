import { describe, expect, it } from '@jest/globals';
import { isLocale, negotiateLocale } from './locale.js';

describe('the language of a visitor', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['ru', 'ru'],
    ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
    ['en-US,en;q=0.9,ru;q=0.8', 'en'],
    ['de,fr;q=0.9', 'en'],
    ['de, ru;q=0.1, en;q=0.2', 'en'],
    ['de, en;q=0.1, ru;q=0.2', 'ru'],
    ['ru;q=0, en;q=0.1', 'en'],
    ['ru;q=0', 'en'],
    ['RU', 'ru'],
    ['ru ; q=0.5 , en ; q=0.9', 'en'],
    ['ru;level=1;q=0.4,en;q=0.3', 'ru'],
    ['*', 'en'],
    [';;;===,,,', 'en'],
    ['ru;q=abc', 'ru'],
    ['__proto__', 'en'],
  ])('by %j is %s', (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale);
  });

  it('is found in no time in a header of any length', () => {
    const start = process.cpuUsage();
    for (const piece of ['ru;q=', 'q=1;', ',', 'ru;q=0.0.0.0,', ' ']) negotiateLocale(piece.repeat(100_000));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(50);
  });

  it('is one that we speak, and nothing else', () => {
    expect(['en', 'ru'].every(isLocale)).toBe(true);
    expect(['', 'de', 'EN', '../en', null, ['en'], { toString: () => 'en' }].some(isLocale)).toBe(false);
  });
});
