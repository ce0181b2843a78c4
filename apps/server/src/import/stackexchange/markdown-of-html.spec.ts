import { describe, expect, it } from '@jest/globals';
import { plainTextOf, renderMarkdown } from '@veche/platform';
import { commentMarkdown } from './comment-markdown.js';
import { markdownOfHtml } from './markdown-of-html.js';

const shown = (html: string): string => renderMarkdown(markdownOfHtml(html));

describe('HTML of a post as Markdown', () => {
  it.each([
    ['a paragraph and a line break', '<p>one<br>\r\ntwo</p>\n\n<p>three</p>', 'one  \ntwo\n\nthree'],
    ['old, unclosed HTML', '<P>one<P><B>two</B>', 'one\n\n**two**'],
    ['code with its language', '<pre class="lang-js prettyprint-override"><code>a &lt; b\n</code></pre>', '```js\na < b\n```'],
    ['preformatted text with ``` in it', '<pre>a\n```\nb</pre>', '````\na\n```\nb\n````'],
    [
      'a picture elsewhere',
      '<p><img src="//i.example/1.png" alt="enter image description here"></p>',
      '[https://i.example/1.png](<https://i.example/1.png>)',
    ],
    ['a picture with words', '<img src="https://i.example/a_b.png" alt="the [scale]">', '[the \\[scale\\]](<https://i.example/a_b.png>)'],
    [
      'a picture inside a link',
      '<a href="https://i.example/big.png"><img src="https://i.example/s.png" alt="scale"></a>',
      '[scale](https://i.example/big.png)',
    ],
    ['keys, powers, deletions', '<p><kbd>Ctrl</kbd> m<sup>2</sup> <del>no</del></p>', '`Ctrl` m² ~~no~~'],
    ['an address in plain text', '<p>see https://example.org/a_b_c/d*e now</p>', 'see https://example.org/a_b_c/d*e now'],
    ['a cell a billion columns wide', '<table><tr><td colspan="999999999">a|b_c</td></tr></table>', '| a&#124;b\\_c |\n| --- |'],
  ])('%s', (_name, html, markdown) => {
    expect(markdownOfHtml(html)).toBe(markdown);
  });

  it.each([
    '*not bold*',
    '_x_ snake_case',
    '1) first',
    '1. first',
    '# heading',
    '> said',
    '- item',
    '&lt;b&gt; as text',
    '<b>x</b>',
    '~~kept~~',
    '`tick',
    '[a](b)',
    '\\o/',
    'a\u200bb',
    '🐝',
  ])('keeps the words %j as they were', (text) => {
    const html = `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
    expect(plainTextOf(shown(html))).toBe(text);
    expect(shown(html)).toMatch(/^<p>[^<]*<\/p>$/);
  });

  it('lets nothing through that a browser would run', () => {
    const html =
      '<p onclick="a()">x<script>b()</script><a href="javascript:c()">y</a><img src=x onerror=d()><iframe src="//e"></iframe><svg onload=f()></p>';
    expect(shown(html)).toBe('<p>x[y](javascript:c())</p>');
  });

  it('takes elements nested thousands deep as plain words', () => {
    const depth = 20_000;
    expect(plainTextOf(shown(`${'<div>'.repeat(depth)}deep *down*${'</div>'.repeat(depth)}`))).toBe('deep *down*');
  });
});

describe('mark-up of a comment', () => {
  it('stays inline', () => {
    expect(commentMarkdown('@Clover **bold** _it_ `x` [l](https://e.org)')).toBe('@Clover **bold** _it_ `x` [l](https://e.org)');
    expect(commentMarkdown('[tag:hive] [meta-tag:c++]')).toBe('`hive` `c++`');
  });

  it.each(['# no', '- no', '* no', '+ no', '> no', '1. no', '2) no', '```no', '---', '===', '    no'])(
    'never becomes a block: %j',
    (text) => {
      const html = renderMarkdown(commentMarkdown(`${text}\n${text}`));
      expect(html).not.toMatch(/<(ul|ol|pre|blockquote|h\d|hr)/);
      expect(plainTextOf(html)).toBe(`${text.trim()} ${text.trim()}`);
    },
  );
});
