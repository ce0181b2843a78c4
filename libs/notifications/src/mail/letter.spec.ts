import { describe, expect, it } from '@jest/globals';
import { type LetterContent, plainName, writeLetter } from './letter.js';

const content: LetterContent = {
  to: 'anna@example.com',
  locale: 'en',
  kind: 'REPLY',
  actor: 'Boris',
  title: 'Sound stops',
  status: null,
  excerpt: 'Turn it off',
  url: 'https://town.example/t/aaaaaaaa/s',
  stopUrl: 'https://town.example/mail/stop?token=x',
};

describe('a letter', () => {
  it.each([
    ['https://evil.example/login', 'https evil. example login'],
    ['Click www.evil.example', 'Click www. evil. example'],
    ['admin@bank.example', 'admin bank. example'],
    ['J.R.R. Tolkien', 'J. R. R. Tolkien'],
    ['Анна-Мария О’Нил', 'Анна-Мария О’Нил'],
    ['Anna\r\nBcc: victim@example.com', 'Anna Bcc victim example. com'],
    ['abc\u202Egnp.exe', 'abc gnp. exe'],
    ['evil\u2024example', 'evil\u2024example'],
  ])('writes the name %j as %j', (name, written) => {
    expect(plainName(name)).toBe(written);
  });

  it('says somebody when a name is nothing but marks', () => {
    expect(writeLetter({ ...content, actor: '://' }).text).toContain('Somebody replied');
    expect(writeLetter({ ...content, actor: '', locale: 'ru' }).text).toContain('Кто-то отвечает');
  });

  it.each(['en', 'ru'] as const)('has no markup of a stranger in its HTML, and no link but our two (%s)', (locale) => {
    const attack = `"><img src=x onerror=alert(1)><a href='https://evil.example'>x</a>&amp;`;
    const { html } = writeLetter({ ...content, locale, actor: attack, title: attack, excerpt: attack });
    expect(html).not.toMatch(/<img|onerror=alert\(1\)>|<a href='/);
    expect([...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href)).toEqual([content.url, content.stopUrl]);
    expect(html.match(/<[a-z!/][^>]*>/gi)!.join('')).not.toContain('evil');
  });

  it('never names a person in its subject, and keeps it on one line', () => {
    const { subject } = writeLetter({ ...content, actor: 'Bank of Evil', title: 'One\r\nBcc: victim@example.com' });
    expect(subject).toBe('New reply: One Bcc: victim@example.com');
  });

  it('has words for every kind in both languages', () => {
    const subjects = (['REPLY', 'OFFICIAL_ANSWER', 'SOLUTION', 'STATUS'] as const).flatMap((kind) =>
      (['en', 'ru'] as const).map((locale) => writeLetter({ ...content, kind, locale, status: 'UNDER_CONSIDERATION' }).subject),
    );
    expect(subjects).toEqual([
      'New reply: Sound stops',
      'Новый ответ: Sound stops',
      'Official answer: Sound stops',
      'Официальный ответ: Sound stops',
      'Solved: Sound stops',
      'Есть решение: Sound stops',
      'Under consideration: Sound stops',
      'На рассмотрении: Sound stops',
    ]);
  });
});
