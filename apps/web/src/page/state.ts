import type { SSRData } from '@urql/vue';

/**
 * The page's data as it travels to the browser. Rendered texts are in the markup already, so they are left out here and
 * read back from the elements that `Prose` marked with `data-body`: it halves a topic page.
 */
export type PackedData = Record<string, unknown>;

const BODIES = new Set(['bodyHtml', 'wordHtml']);
const HERE = '\u0001';

/** Server: results by their key, without the texts that `html` holds. */
export function packData(results: SSRData, html: string): PackedData {
  const shown = new Set(Array.from(html.matchAll(/ data-body="([^"]+)"/g), (m) => m[1]));
  const packed: PackedData = {};
  for (const [key, result] of Object.entries(results)) {
    if (result.data === undefined) continue; // a failed query is asked again by the browser
    packed[key] = JSON.parse(result.data, function (this: { id?: string }, name: string, value: unknown) {
      return BODIES.has(name) && this.id && shown.has(this.id) ? HERE : value;
    });
  }
  return packed;
}

/** Browser: the inverse of `packData`, before anything is mounted. */
export function unpackData(packed: PackedData, root: ParentNode): SSRData {
  const bodies = new Map<string, string>();
  for (const element of root.querySelectorAll<HTMLElement>('[data-body]')) bodies.set(element.dataset['body']!, element.innerHTML);
  const results: SSRData = {};
  for (const [key, data] of Object.entries(packed)) {
    results[Number(key)] = {
      data: JSON.stringify(data, function (this: { id?: string }, _name, value: unknown) {
        return value === HERE ? (bodies.get(this.id ?? '') ?? '') : value;
      }),
    };
  }
  return results;
}

/** JSON that cannot leave its script element, whatever people wrote. */
export function embed(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c').replace(/\u2028/g, '\\u2028').replace(/\u2029/g, '\\u2029');
}
