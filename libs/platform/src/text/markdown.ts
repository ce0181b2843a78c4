import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false });
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

/** Bare addresses of a text that become links, and their greatest length. */
const MOST_BARE_LINKS = 300;
const LONGEST_BARE_LINK = 1_000;
let bareLinks = 0;
// linkify-it reads to the end of the text for every address and every bracket in it: "https://a.b/(" repeated through 30,000
// characters took 3.5 s; with these limits it takes a twentieth of that.
const addresses = new MarkdownIt().linkify;
for (const schema of ['http:', 'mailto:']) {
  const validate = (text: string, position: number) => {
    if (++bareLinks > MOST_BARE_LINKS) return 0;
    const length = addresses.testSchemaAt(text.slice(position, position + LONGEST_BARE_LINK), schema, 0);
    return length < LONGEST_BARE_LINK ? length : 0;
  };
  markdown.linkify.add(schema, { validate });
}
// Addresses without a scheme and FTP are no links.
for (const schema of ['ftp:', '//']) markdown.linkify.add(schema, null);

// A reading page is one h1 deep already: a text's own headings start below the page's.
markdown.renderer.rules['heading_open'] = (tokens, index) => `<${lowered(tokens[index]!.tag)}>`;
markdown.renderer.rules['heading_close'] = (tokens, index) => `</${lowered(tokens[index]!.tag)}>`;
markdown.renderer.rules['table_open'] = () => '<div class="wide-table" tabindex="0"><table>';
markdown.renderer.rules['table_close'] = () => '</table></div>';
markdown.renderer.rules['link_open'] = (tokens, index, options, env, self) => {
  (env as WithinLink).link = true;
  return self.renderToken(tokens, index, options);
};
markdown.renderer.rules['link_close'] = (tokens, index, options, env, self) => {
  (env as WithinLink).link = false;
  return self.renderToken(tokens, index, options);
};
// A picture from elsewhere would tell that place who reads: only our own files are shown, others become links.
markdown.renderer.rules['image'] = (tokens, index, options, env, self) => {
  const token = tokens[index]!;
  const [src, alt] = [token.attrGet('src') ?? '', self.renderInlineAsText(token.children ?? [], options, env)];
  if (OWN_FILE.test(src)) {
    token.attrSet('alt', alt);
    return self.renderToken(tokens, index, options);
  }
  const { escapeHtml } = markdown.utils;
  const words = escapeHtml(alt === '' ? src : alt);
  return /^https?:/i.test(src) && !(env as WithinLink).link ? `<a href="${escapeHtml(src)}">${words}</a>` : words;
};

/** Where the renderer is: a link in a link is none. */
interface WithinLink {
  link?: boolean;
}

const OWN_FILE = /^\/files\/[0-9a-f-]{36}$/;

function lowered(tag: string): string {
  return `h${Math.min(6, Number(tag[1]) + 2)}`;
}

const allowed: sanitize.IOptions = {
  allowedTags: [
    ...[
      'p',
      'br',
      'hr',
      'h3',
      'h4',
      'h5',
      'h6',
      'blockquote',
      'pre',
      'code',
      'ul',
      'ol',
      'li',
      'strong',
      'em',
      's',
      'del',
      'sup',
      'sub',
      'kbd',
    ],
    ...['a', 'img', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel'],
    img: ['src', 'alt', 'title', 'loading'],
    code: ['class'],
    pre: ['tabindex'],
    div: ['class', 'tabindex'],
    ol: ['start'],
    th: ['style'],
    td: ['style'],
  },
  allowedClasses: { code: [/^language-[\w-]{1,30}$/], div: ['wide-table'] },
  allowedStyles: { th: { 'text-align': [/^(left|right|center)$/] }, td: { 'text-align': [/^(left|right|center)$/] } },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  transformTags: {
    // What scrolls sideways is reached by keyboard, as the box of a wide table is.
    pre: (tagName) => ({ tagName, attribs: { tabindex: '0' } }),
    a: (tagName, attribs) => ({ tagName, attribs: { ...attribs, rel: 'nofollow ugc noopener' } }),
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, alt: attribs['alt'] ?? '', loading: 'lazy' } }),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !OWN_FILE.test(frame.attribs['src'] ?? ''),
};

/** Longest source that is rendered, in characters. */
export const MAX_MARKDOWN = 30_000;

/**
 * Markdown as HTML that is safe to show: rendered by markdown-it (raw HTML off), then sanitised by sanitize-html.
 * Done once, when a text is written. Pictures are those of `/files/`; others become links.
 */
export function renderMarkdown(source: string): string {
  bareLinks = 0;
  return sanitize(markdown.render(source), allowed).trim();
}

/** The plain words of rendered HTML, cut at a word's end. */
export function excerptOf(html: string, length = 200): string {
  const text = plainTextOf(html);
  const characters = [...text];
  if (characters.length <= length) return text;
  const cut = characters.slice(0, length - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > length / 2 ? cut.slice(0, space) : cut}…`;
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ' };

/** HTML of ours without its tags, white space folded. For search, excerpts and mail. */
export function plainTextOf(html: string): string {
  return sanitize(html.replace(/<\/(p|li|h\d|pre|blockquote|tr|td|th)>|<br\s*\/?>/g, ' $&'), { allowedTags: [], allowedAttributes: {} })
    .replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Ids of our own files that a rendered text shows. */
export function fileIdsIn(html: string): string[] {
  return [...new Set([...html.matchAll(/src="\/files\/([0-9a-f-]{36})"/g)].map((match) => match[1]!))];
}
