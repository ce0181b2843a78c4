import type { CombinedError, SSRData } from '@urql/core';
import type { Answer } from './answers.ts';
import { LIST, Packer, REPEATED, shapeAt, type Json, type Packed } from './packer.ts';

/**
 * The page's data as it travels to the browser, made small in three ways that take two thirds off a topic page.
 * Rendered texts are in the markup already, so they are left out and read back from the elements that `Prose` marked
 * with `data-body`. Objects of one shape name their fields once (`shapes`), and not at all when the browser's own
 * scripts know the shape: both come from one build. Objects that repeat (authors, rights) are
 * listed once (`shared`).
 */
export interface PackedData {
  results: Record<string, Packed>;
  shapes: string[][];
  shared: Packed[];
  /** What failed, so that the browser shows the same failure instead of asking at once. */
  errors: Record<string, SSRData[string]['error']>;
}

/** Stands for a text that is in the markup. */
const HERE = '\u0001';
const BODIES = new Set(['bodyHtml', 'wordHtml']);
/** Replies and comments carry their id on their own element, so that the text inside need not repeat it. */
const REPLY = 'r-';

/** Server: what was answered, without the texts that `html` holds. */
export function packData(answers: ReadonlyMap<number, Answer>, html: string): PackedData {
  const shown = shownIn(html);
  const packer = new Packer(BODIES, ({ id }) => (shown.has(String(id)) ? HERE : undefined));
  const results: PackedData['results'] = {};
  const errors: PackedData['errors'] = {};
  for (const [key, { data, error }] of answers) {
    if (error) errors[key] = told(error);
    if (data !== undefined) results[key] = packer.write(data as Json);
  }
  return { results, shapes: packer.shapes, shared: packer.shared, errors };
}

/** An error as urql's client reads it from its initial state. */
const told = ({ graphQLErrors, networkError }: CombinedError): SSRData[string]['error'] => ({
  graphQLErrors: graphQLErrors.map(({ message, path, extensions }) => ({ message, path, extensions })),
  ...(networkError && { networkError: String(networkError) }),
});

/** Ids whose text the markup holds: `Prose` marks its element with the id, or stands in one whose id is `r-<id>`. */
function shownIn(html: string): Set<string> {
  const shown = new Set<string>();
  for (let at = html.indexOf(MARK); at >= 0; at = html.indexOf(MARK, at + MARK.length)) {
    const after = at + MARK.length;
    // An empty attribute is rendered without its quotes.
    if (html.startsWith('="', after) && html[after + 2] !== '"') shown.add(upToQuote(html, after + 2));
    else shown.add(upToQuote(html, html.lastIndexOf(OF_REPLY, at) + OF_REPLY.length));
  }
  return shown;
}
const MARK = ' data-body';
const OF_REPLY = ` id="${REPLY}`;
const upToQuote = (html: string, from: number) => html.slice(from, html.indexOf('"', from));

/** Browser: the inverse of `packData`, before anything is mounted. */
export function unpackData({ results, shapes, shared, errors }: PackedData, root: ParentNode): SSRData {
  const bodies = new Map<string, string>();
  for (const element of root.querySelectorAll<HTMLElement>('[data-body]')) {
    const id = element.dataset['body'] || element.closest(`[id^="${REPLY}"]`)?.id.slice(REPLY.length);
    if (id) bodies.set(id, element.innerHTML);
  }
  const unpack = (value: Packed): Json => {
    if (!Array.isArray(value)) return value;
    const [kind, ...inner] = value as [number, ...Packed[]];
    if (kind === LIST) return inner.map(unpack);
    if (kind === REPEATED) return unpack(shared[inner[0] as number]!);
    const [type, ...names] = shapeAt(kind, shapes);
    const object: { [name: string]: Json } = type ? { __typename: type } : {};
    names.forEach((name, i) => (object[name] = unpack(inner[i]!)));
    for (const name of BODIES) if (object[name] === HERE) object[name] = bodies.get(String(object['id'])) ?? '';
    return object;
  };
  const unpacked: SSRData = {};
  for (const [key, value] of Object.entries(results)) unpacked[Number(key)] = { data: JSON.stringify(unpack(value)) };
  for (const [key, error] of Object.entries(errors)) unpacked[Number(key)] = { ...unpacked[Number(key)], error };
  return unpacked;
}

/** JSON that cannot leave its script element, whatever people wrote. */
export function embed(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
