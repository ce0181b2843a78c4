import type { SSRData } from '@urql/core';

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

/** A list is `[0, …items]`, an object `[shape + 1, …values]`, a repeated object `[-1, place in shared]`. */
type Packed = string | number | boolean | null | Packed[];
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

const LIST = 0;
const REPEATED = -1;
/** Stands for a text that is in the markup. */
const HERE = '\u0001';
const BODIES = new Set(['bodyHtml', 'wordHtml']);
/** Replies and comments carry their id on their own element, so that the text inside need not repeat it. */
const REPLY = 'r-';

/** Server: results by their key, without the texts that `html` holds. */
export function packData(extracted: SSRData, html: string): PackedData {
  const shown = shownIn(html);
  const packer = new Packer();
  const parsed: Record<string, Json> = {};
  const errors: PackedData['errors'] = {};
  for (const [key, { data, error }] of Object.entries(extracted)) {
    if (error) errors[key] = error;
    if (data === undefined) continue;
    parsed[key] = JSON.parse(data, function (this: { id?: string }, name: string, value: Json) {
      return BODIES.has(name) && this.id && shown.has(this.id) ? HERE : value;
    }) as Json;
    packer.count(parsed[key]);
  }
  const results = Object.fromEntries(Object.entries(parsed).map(([key, value]) => [key, packer.pack(value)]));
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

class Packer {
  readonly shapes: string[][] = [];
  readonly shared: Packed[] = [];
  private readonly counts = new Map<string, number>();
  private readonly places = new Map<string, number>();
  private readonly shapeNumbers = new Map<string, number>();

  count(value: Json): void {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) {
      const text = JSON.stringify(value);
      const times = (this.counts.get(text) ?? 0) + 1;
      this.counts.set(text, times);
      if (times > 1) return; // what is inside was counted at the first meeting
    }
    for (const inner of Object.values(value)) this.count(inner);
  }

  pack(value: Json): Packed {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return [LIST, ...value.map((item) => this.pack(item))];
    const text = JSON.stringify(value);
    if ((this.counts.get(text) ?? 0) < 2) return this.packObject(value);
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.shared.push(this.packObject(value)) - 1;
      this.places.set(text, place);
    }
    return [REPEATED, place];
  }

  private packObject(object: { [name: string]: Json }): Packed {
    const names = Object.keys(object);
    let shape = this.shapeNumbers.get(names.join());
    if (shape === undefined) this.shapeNumbers.set(names.join(), (shape = this.shapes.push(names)));
    return [shape, ...Object.values(object).map((inner) => this.pack(inner))];
  }
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
