import { describe, expect, it } from '@jest/globals';
import { XSS_CORPUS } from '../testing/xss-corpus.js';
import { excerptOf, fileIdsIn, plainTextOf, renderMarkdown } from './markdown.js';

const ID = '0190a0a0-0000-7000-8000-000000000001';

const ATTRIBUTES: Record<string, readonly string[]> = {
  a: ['href', 'title', 'rel'],
  img: ['src', 'alt', 'title', 'loading'],
  code: ['class'],
  div: ['class', 'tabindex'],
  pre: ['tabindex'],
  ol: ['start'],
  th: ['style'],
  td: ['style'],
};
const TAGS = 'p br hr h3 h4 h5 h6 blockquote pre code ul ol li strong em s del sup sub kbd a img div table thead tbody tr th td'.split(' ');

/**
 * Faults of an HTML text against the strictest reading there is: tags of a known list, attributes of a known list in double quotes,
 * and no other `<` at all. Such a text means the same to every parser and on every reading, so nothing can mutate.
 */
function faultsOf(html: string): string[] {
  const faults: string[] = [];
  const rest = html.replace(
    /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)(?: \/)?>/g,
    (_all, _close, tag: string, attributes: string) => {
      if (!TAGS.includes(tag)) faults.push(`<${tag}>`);
      for (const [, name, value] of attributes.matchAll(/ ([a-z-]+)="([^"]*)"/g)) faults.push(...faultOf(tag, name!, value!));
      return '';
    },
  );
  if (/[<>]/.test(rest)) faults.push(`loose markup in ${rest}`);
  return faults;
}

function faultOf(tag: string, name: string, value: string): string[] {
  const fault = [`${tag} ${name}="${value}"`];
  if (!(ATTRIBUTES[tag] ?? []).includes(name)) return fault;
  if (name === 'href' && leadsElsewhere(value)) return fault;
  if (name === 'src' && !/^\/files\/[0-9a-f-]{36}$/.test(value)) return fault;
  if (name === 'style' && !/^text-align:(left|right|center)$/.test(value)) return fault;
  if (name === 'class' && !/^(wide-table|language-[\w-]{1,30})$/.test(value)) return fault;
  return [];
}

/** By a scheme other than the three allowed, or to another host without saying so. Browsers ignore controls in an address, so they go first. */
function leadsElsewhere(href: string): boolean {
  const address = href
    .replace(/&[#\w]+;/g, (entity) => ({ '&amp;': '&', '&quot;': '"' })[entity] ?? 'unknown-entity:')
    .replace(/[\p{Cc} ]/gu, '');
  if (/^[/\\]{2}/.test(address)) return true;
  return /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^(https?|mailto):/i.test(address);
}

describe('rendered Markdown', () => {
  it.each(XSS_CORPUS)('lets nothing through of %j', (attack) => {
    for (const around of [
      attack,
      `words ${attack} words`,
      `- ${attack}`,
      `> ${attack}`,
      `**${attack}**`,
      `[${attack}](https://a.example)`,
    ]) {
      expect(faultsOf(renderMarkdown(around))).toEqual([]);
    }
  });

  it('lets nothing through of any two attacks joined, in either order', () => {
    const joined = XSS_CORPUS.flatMap((one, i) => XSS_CORPUS.filter((_, j) => (i * 7 + j) % 5 === 0).map((two) => one + two));
    expect(joined.length).toBeGreaterThan(2_000);
    expect(joined.filter((attack) => faultsOf(renderMarkdown(attack)).length > 0)).toEqual([]);
  });

  it.each([
    ['<p onclick="x">', 'p onclick="x"'],
    ['<script>', '<script>'],
    ['<p><', 'loose markup in <'],
    ['<a href="javascript:x">', 'a href="javascript:x"'],
    ['<a href="//x">', 'a href="//x"'],
    ['<img src="https://x">', 'img src="https://x"'],
  ])('the check itself finds fault with %s', (html, fault) => {
    expect(faultsOf(html)).toEqual([fault]);
  });

  it('shows own pictures and turns all others into links', () => {
    expect(renderMarkdown(`![A cat](/files/${ID})`)).toBe(`<p><img src="/files/${ID}" alt="A cat" loading="lazy" /></p>`);
    const link = '<a href="https://x.example/y.png" rel="nofollow ugc noopener">A cat</a>';
    expect(renderMarkdown('![A cat](https://x.example/y.png)')).toBe(`<p>${link}</p>`);
    expect(renderMarkdown('![A cat][y]\n\n[y]: https://x.example/y.png')).toBe(`<p>${link}</p>`);
    expect(renderMarkdown('[![A cat](https://x.example/y.png)](https://z.example)')).toBe(
      '<p><a href="https://z.example" rel="nofollow ugc noopener">A cat</a></p>',
    );
    expect(renderMarkdown('![](https://x.example/y.png)')).toContain('>https://x.example/y.png</a>');
  });

  it('leaves what stands in code as it was written', () => {
    expect(renderMarkdown('`![a](https://x.example/y.png)`')).toBe('<p><code>![a](https://x.example/y.png)</code></p>');
    expect(renderMarkdown('```md\n![a](https://x.example/y.png) <b>\n```')).toBe(
      '<pre tabindex="0"><code class="language-md">![a](https://x.example/y.png) &lt;b&gt;\n</code></pre>',
    );
  });

  it('keeps what people write: lists, tables, code, line ends, links, headings below the page’s own', () => {
    expect(renderMarkdown('# Title\n\none\ntwo')).toBe('<h3>Title</h3><p>one<br />\ntwo</p>');
    expect(renderMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |')).toContain('<div class="wide-table" tabindex="0"><table>');
    expect(renderMarkdown('| a | b |\n|---|--:|\n| 1 | 2 |')).toContain('<td style="text-align:right">2</td>');
    expect(renderMarkdown('see https://example.com/?a=1&b=2')).toContain(
      '<a href="https://example.com/?a=1&amp;b=2" rel="nofollow ugc noopener">',
    );
    expect(renderMarkdown('example.com and me@example.com')).not.toContain('<a');
    expect(renderMarkdown('3. c\n4. d')).toContain('<ol start="3">');
    expect(renderMarkdown('Ёжик **в тумане**')).toBe('<p>Ёжик <strong>в тумане</strong></p>');
  });
});

describe('plain words', () => {
  it('has no tags, no entities and single spaces', () => {
    expect(plainTextOf(renderMarkdown('# A & B\n\n- "one"\n- <two>\n\n`x  y`'))).toBe('A & B "one" <two> x y');
  });

  it.each(XSS_CORPUS)('of %j is text that says nothing of its own when it is escaped again', (attack) => {
    const text = plainTextOf(renderMarkdown(attack));
    expect(text).toBe(text.trim());
    expect([...excerptOf(renderMarkdown(attack), 40)].length).toBeLessThanOrEqual(40);
  });

  it('cuts an excerpt at the end of a word and not within a character', () => {
    expect(excerptOf('<p>Hello wide world</p>', 12)).toBe('Hello wide…');
    expect(excerptOf('<p>short</p>', 12)).toBe('short');
    expect(excerptOf(`<p>${'👩'.repeat(50)}</p>`, 10)).toBe(`${'👩'.repeat(9)}…`);
  });

  it('names each of our files that a text shows once', () => {
    expect(
      fileIdsIn(renderMarkdown(`![a](/files/${ID}) ![b](/files/${ID}) ![c](https://x.example/files/${ID}) \`![d](/files/${ID})\``)),
    ).toEqual([ID]);
  });
});
