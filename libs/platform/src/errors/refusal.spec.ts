import { describe, expect, it } from '@jest/globals';
import { Refusal, forbidden, invalid, notFound, textBetween, unauthenticated } from './refusal.js';

const title = { en: 'The title', ru: 'Заголовок' };
const between = (value: string, min = 3, max = 10) => textBetween('title', value, min, max, title);
const refusal = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('nothing was refused');
};

describe('a refusal', () => {
  it('speaks both languages and has a stable code', () => {
    const all = [notFound(), unauthenticated(), forbidden(), invalid('title', title)];
    expect(all.map(({ code }) => code)).toEqual(['NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN', 'INVALID']);
    for (const { text } of all) expect(text.ru).toMatch(/[а-яё]/i);
  });

  it('is the same for what is missing and for what is hidden', () => {
    expect(JSON.stringify(notFound())).toBe(JSON.stringify(notFound()));
  });
});

describe('a text of a length', () => {
  it('is trimmed, composed and counted in characters as people see them', () => {
    expect(between('  Звук  ')).toBe('Звук');
    expect(between('e\u0301te\u0301')).toBe('\u00e9t\u00e9');
    expect(between('👩👩👩👩👩👩👩👩👩👩')).toHaveLength(20);
    expect(between('a\u0000bcd')).toBe('abcd');
  });

  it('that is too short or too long says what would work, in both languages, with the field', () => {
    const short = refusal(() => between('ab'));
    expect(short).toMatchObject({ code: 'INVALID', field: 'title' });
    expect(short.text).toEqual({
      en: 'The title needs at least 3 characters; it has 2.',
      ru: 'Заголовок: нужно не меньше 3 знаков, сейчас 2.',
    });
    expect(refusal(() => between('a'.repeat(11))).text.en).toBe('The title can have at most 10 characters; it has 11.');
    expect(refusal(() => between('   ', 1)).text).toEqual({ en: 'The title cannot be empty.', ru: 'Заголовок: напишите хоть что-нибудь.' });
  });

  it.each(['\u0000\u0000\u0000', '\u200b\u200b\u200b', '\u202e\u202d\u2066', '\u00a0\u2003\ufeff', '\u0301\u0301\u0301'])(
    'cannot be made of nothing to be seen: %j',
    (text) => {
      expect(refusal(() => between(text)).code).toBe('INVALID');
      expect(between(`${text}Звук`, 1, 20)).toContain('Звук');
    },
  );

  it('of a hundred thousand characters is refused before anything is done with it', () => {
    const start = process.cpuUsage();
    for (const piece of ['a', ' ', '\u0000', '👩', 'e\u0301', '![', '\u202e']) {
      const long = `x${piece.repeat(100_000)}x`;
      expect(refusal(() => between(long, 1, 1)).code).toBe('INVALID');
    }
    expect(process.cpuUsage(start).user / 1000 / 7).toBeLessThan(50);
  });
});
