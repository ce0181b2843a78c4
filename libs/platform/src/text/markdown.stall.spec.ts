import { describe, expect, it } from '@jest/globals';
import { renderMarkdown } from './markdown.js';

describe('rendering', () => {
  const repeated = (piece: string) => piece.repeat(Math.ceil(30_000 / piece.length)).slice(0, 30_000);

  it.each([
    'https://a.b/(',
    '![x](https://a.b/',
    'https://a.b/?(',
    'https://a.b/{',
    '[https://a.b/',
    'ftp://a.b/(',
    '//a.b/(',
    'mailto:a@',
    'https://a.',
    '[',
    '![',
    '*a ',
    '> ',
    '`',
    '_',
    '<',
    '&',
    '<a ',
    '*a',
    '_a_ ',
    '[a](b',
    '[a](<b',
    '``` ` ',
    '<!--',
    '<![CDATA[',
    '  - a\n',
    '1. ',
    '|a',
    '~~a',
    '&#',
    '\\',
    '---\n',
    'a\n=\n',
    '[a]: b\n',
    '[a](b "',
    '\u202e\u200b',
    '👩‍👩‍👧',
    '*_`[<',
  ])('of a longest text of “%s” ends soon', (piece) => {
    // This process's own time: what others do meanwhile is not counted.
    const started = process.cpuUsage();
    renderMarkdown(repeated(piece));
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(600);
  });

  it('links bare addresses, and leaves those that are too long, of FTP, or without a scheme', () => {
    const long = `https://a.example/${'x'.repeat(1_000)}`;
    expect(renderMarkdown(`https://a.example/?q=(1) ${long} ftp://a.example //a.example a.example`)).toBe(
      `<p><a href="https://a.example/?q=(1)" rel="nofollow ugc noopener">https://a.example/?q=(1)</a> ${long} ftp://a.example //a.example a.example</p>`,
    );
    expect(renderMarkdown('https://a.example/1\n'.repeat(400)).match(/<a /g)).toHaveLength(300);
    expect(renderMarkdown('mailto:a@b.example')).toContain('<a href="mailto:a@b.example"');
    expect(renderMarkdown('HTTPS://a.example')).toContain('<a href="HTTPS://a.example"');
  });
});
