import type { SSRData } from '@urql/core';

/**
 * The page's data as it travels to the browser, made small in two ways that halve a topic page. Rendered texts are in
 * the markup already, so they are left out and read back from the elements that `Prose` marked with `data-body`.
 * Objects that repeat (authors, rights) are listed once in `shared` and pointed to by `{ $: index }`.
 */
export interface PackedData {
  results: Record<string, unknown>;
  shared: unknown[];
  /** What failed, so that the browser shows the same failure instead of asking at once. */
  errors: Record<string, SSRData[string]['error']>;
}

type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json };

const BODIES = new Set(['bodyHtml', 'wordHtml']);
/** Stands for a text that is in the markup. */
const HERE = '\u0001';
/** Shorter than this a pointer saves nothing. */
const WORTH_SHARING = 32;

/** Server: results by their key, without the texts that `html` holds. */
export function packData(extracted: SSRData, html: string): PackedData {
  const shown = new Set(Array.from(html.matchAll(/ data-body="([^"]+)"/g), (match) => match[1]));
  const results: Record<string, Json> = {};
  const errors: PackedData['errors'] = {};
  for (const [key, result] of Object.entries(extracted)) {
    if (result.error) errors[key] = result.error;
    if (result.data === undefined) continue;
    results[key] = JSON.parse(result.data, function (this: { id?: string }, name: string, value: Json) {
      return BODIES.has(name) && this.id && shown.has(this.id) ? HERE : value;
    }) as Json;
  }
  return { ...share(results), errors };
}

/** Replaces objects that occur more than once by pointers. */
function share(results: Record<string, Json>): Omit<PackedData, 'errors'> {
  const counts = new Map<string, number>();
  const count = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) {
      const text = JSON.stringify(value);
      if (text.length >= WORTH_SHARING) counts.set(text, (counts.get(text) ?? 0) + 1);
      if (counts.get(text) === 2) return; // what is inside was counted at the first meeting
    }
    Object.values(value).forEach(count);
  };
  count(results);

  const shared: Json[] = [];
  const places = new Map<string, number>();
  const point = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(point);
    const text = JSON.stringify(value);
    if ((counts.get(text) ?? 0) < 2) return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, point(v)]));
    let place = places.get(text);
    if (place === undefined) {
      places.set(text, (place = shared.length));
      shared.push(value);
    }
    return { $: place };
  };
  return { results: Object.fromEntries(Object.entries(results).map(([key, value]) => [key, point(value)])), shared };
}

/** Browser: the inverse of `packData`, before anything is mounted. */
export function unpackData({ results, shared, errors }: PackedData, root: ParentNode): SSRData {
  const bodies = new Map<string, string>();
  for (const element of root.querySelectorAll<HTMLElement>('[data-body]')) bodies.set(element.dataset['body']!, element.innerHTML);
  const unpacked: SSRData = {};
  for (const [key, data] of Object.entries(results)) {
    unpacked[Number(key)] = {
      data: JSON.stringify(data, function (this: { id?: string }, _name, value: unknown) {
        if (value === HERE) return bodies.get(this.id ?? '') ?? '';
        const place = value !== null && typeof value === 'object' && '$' in value ? value.$ : undefined;
        return typeof place === 'number' ? shared[place] : value;
      }),
    };
  }
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
