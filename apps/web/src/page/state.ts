import type { SSRData } from '@urql/core';
import { LIST, Packer, REPEATED, type Json, type Node, type Packed } from './packer.ts';

/**
 * The page's data as it travels to the browser, made small in three ways that take two thirds off a topic page.
 * Rendered texts are in the markup already, so they are left out and read back from the elements that `Prose` marked
 * with `data-body`. Objects of one shape name their fields once (`shapes`). Objects that repeat (authors, rights) are
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

/** Server: results by their key, without the texts that `html` holds. */
export function packData(extracted: SSRData, html: string): PackedData {
  const shown = shownIn(html);
  const packer = new Packer();
  const nodes: Record<string, Node> = {};
  const errors: PackedData['errors'] = {};
  for (const [key, { data, error }] of Object.entries(extracted)) {
    if (error) errors[key] = error;
    if (data === undefined) continue;
    const value = JSON.parse(data, function (this: { id?: string }, name: string, value: Json) {
      return BODIES.has(name) && this.id && shown.has(this.id) ? HERE : value;
    }) as Json;
    nodes[key] = packer.read(value);
  }
  const results = Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, packer.write(node)]));
  return { results, shapes: packer.shapes, shared: packer.shared, errors };
}

/** Ids whose text the markup holds. */
function shownIn(html: string): Set<string> {
  const shown = new Set<string>();
  let reply = '';
  for (const [, replyId, bodyId] of html.matchAll(/ id="r-([^"]+)"| data-body(?:="([^"]*)"|(?=[ >]))/g)) {
    if (replyId !== undefined) reply = replyId;
    else shown.add(bodyId || reply); // an empty attribute is rendered without its quotes
  }
  return shown;
}

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
    const object: { [name: string]: Json } = Object.fromEntries(shapes[kind - 1]!.map((name, i) => [name, unpack(inner[i]!)]));
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
  return JSON.stringify(value)
    .replace(/</g, '\\u003c')
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
}
