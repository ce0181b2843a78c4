import { plainTextOf } from '@veche/platform';
import { gfm } from '@truto/turndown-plugin-gfm';
import TurndownService from 'turndown';

/** The text that the editor of the old site puts on every picture; it says nothing. */
const NO_ALT = /^(enter image description here|alt text|image)?$/i;
/** Bodies with more elements than any editor writes come as plain words: nested in one another they would take minutes, or end the stack. */
const MOST_ELEMENTS = 5_000;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** What the rules below ask of an element; the browser's types are not loaded here. */
interface Element {
  textContent: string | null;
  outerHTML: string;
  previousSibling: unknown;
  getAttribute(name: string): string | null;
  closest(name: string): unknown;
}

const service = new TurndownService({ headingStyle: 'atx', hr: '---', bulletListMarker: '-', codeBlockStyle: 'fenced', emDelimiter: '*' });
service.use(gfm);
service.remove(['script', 'style', 'noscript', 'iframe', 'object']);

const escapeMarkdown = service.escape.bind(service);
// Addresses in plain text stay as they are, or their underscores would get backslashes; `&lt;` that was meant as text stays text.
service.escape = (text) =>
  text
    .split(/(https?:\/\/[^\s<>()[\]]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : escapeMarkdown(part)
            .replace(/&(?=#?\w{1,31};)/g, '\\&')
            .replace(/~~/g, '\\~\\~'),
    )
    .join('')
    .replace(/^(\d{1,9})\)(?=\s)/, '$1\\)');

service.addRule('code block', {
  filter: 'pre',
  replacement: (_content, node: Element) => {
    const text = (node.textContent ?? '').replace(/\n$/, '');
    const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
    const fence = '`'.repeat(longest + 1);
    const language = /lang(?:uage)?-([\w+#-]{1,20})/.exec(node.outerHTML.slice(0, 300))?.[1] ?? '';
    return `\n\n${fence}${language}\n${text}\n${fence}\n\n`;
  },
});
// A picture elsewhere is a link to it; one inside a link is that link's text.
service.addRule('picture', {
  filter: 'img',
  replacement: (_content, node: Element) => {
    const [source, alt] = [addressOf(node.getAttribute('src')), (node.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim()];
    const words = NO_ALT.test(alt) ? source : alt;
    if (node.closest('a') !== null || source === '') return service.escape(words);
    return `[${service.escape(words)}](<${source}>)`;
  },
});
service.addRule('key', { filter: 'kbd', replacement: (content) => (content === '' || content.includes('`') ? content : `\`${content}\``) });
service.addRule('power', {
  filter: 'sup',
  replacement: (content) => (/^\d{1,9}$/.test(content) ? content.replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]!) : content),
});
// The plugin's own rule escapes the backslashes of what is escaped already, and counts an escaped bar as a column.
service.addRule('cell', {
  filter: ['th', 'td'],
  replacement: (content, node: Element) => {
    const text = content
      .trim()
      .replace(/\s+/g, ' ')
      .replaceAll('|', content.includes('`') ? '\\|' : '&#124;');
    return `${node.previousSibling === null ? '|' : ''} ${text} |`;
  },
});

/** HTML of a post as Markdown. Rendering sanitises it like everything that people write here. */
export function markdownOfHtml(html: string): string {
  if ((html.match(/<\w/g)?.length ?? 0) > MOST_ELEMENTS) return plainWords(html);
  try {
    // A cell that claims to be a billion columns wide would be drawn.
    return service.turndown(html.replace(/\bcolspan\s*=\s*["']?\d+["']?/gi, '')).trim();
  } catch (error) {
    // Thousands of elements inside one another end the stack.
    if (error instanceof RangeError) return plainWords(html);
    throw error;
  }
}

function plainWords(html: string): string {
  return escapeMarkdown(plainTextOf(html));
}

/** Only addresses on the web; the oldest posts leave the scheme out. */
function addressOf(source: string | null): string {
  const address = (source ?? '').trim().replace(/^\/\//, 'https://');
  return /^https?:\/\/[^\s<>]+$/.test(address) ? address : '';
}
