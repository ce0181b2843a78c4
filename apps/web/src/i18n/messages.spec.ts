import { describe, expect, it } from '@jest/globals';
import en from './en/index.ts';
import { englishPlural, russianPlural } from './plurals.ts';
import ru from './ru/index.ts';
import { translatorOf } from './translator.ts';

/** Every message by its path. */
function flat(messages: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(messages) as [string, unknown][]) {
    if (typeof value === 'string') found.set(`${path}${name}`, value);
    else for (const [key, text] of flat(value as object, `${path}${name}.`)) found.set(key, text);
  }
  return found;
}
const english = flat(en);
const russian = flat(ru);
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort().join();

describe('the texts of the interface', () => {
  it('exist in both languages', () => {
    expect([...russian.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('use the same values in both languages', () => {
    const different = [...english].filter(([key, text]) => placeholders(text) !== placeholders(russian.get(key) ?? '')).map(([key]) => key);
    expect(different).toEqual([]);
  });

  it('have two forms in English and three in Russian wherever something is counted', () => {
    const forms = (text: string) => text.split(' | ').length;
    const wrong = [...english]
      .filter(([key, text]) => forms(text) > 1 && (forms(text) !== 2 || forms(russian.get(key) ?? '') !== 3))
      .map(([key]) => key);
    expect(wrong).toEqual([]);
  });

  it('neither shout nor speak like a robot', () => {
    const all = [...english.values(), ...russian.values()];
    expect(all.filter((text) => /!|Oops|Упс|успешно|[^.!?«"“] (Вы|Ваш[а-я]*)\b/u.test(text))).toEqual([]);
  });

  it.each([
    [0, 2, 1],
    [1, 0, 0],
    [2, 1, 1],
    [4, 1, 1],
    [5, 2, 1],
    [11, 2, 1],
    [12, 2, 1],
    [14, 2, 1],
    [21, 0, 1],
    [22, 1, 1],
    [111, 2, 1],
    [101, 0, 1],
  ])('count %i in the right form', (count, inRussian, inEnglish) => {
    expect([russianPlural(count), englishPlural(count)]).toEqual([inRussian, inEnglish]);
  });

  it('read right with their numbers', () => {
    const { t } = translatorOf('ru', ru);
    expect([1, 3, 12, 21].map((n) => t('words.replies', { n }, n))).toEqual(['1 ответ', '3 ответа', '12 ответов', '21 ответ']);
  });
});
