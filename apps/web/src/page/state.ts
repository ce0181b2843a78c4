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

/** A list or object as it was read: equal ones are one and the same, and know how often they were met. */
interface Group {
  id: number;
  kind: number;
  inner: Node[];
  times: number;
  place?: number;
}
type Node = string | number | boolean | null | Group;

class Packer {
  readonly shapes: string[][] = [];
  readonly shared: Packed[] = [];
  private readonly groups = new Map<string, Group>();
  private readonly shapeNumbers = new Map<string, number>();

  read(value: Json): Node {
    if (typeof value !== 'object' || value === null) return value;
    const kind = Array.isArray(value) ? LIST : this.shapeOf(value);
    const inner = Object.values(value).map((item) => this.read(item));
    // Groups inside are named by number, so each value is written into a key once, however deep it lies.
    const key = `${kind} ${inner.map((node) => (node !== null && typeof node === 'object' ? `#${node.id}` : JSON.stringify(node))).join()}`;
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = { id: this.groups.size, kind, inner, times: 0 }));
    group.times++;
    return group;
  }

  write(node: Node): Packed {
    if (node === null || typeof node !== 'object') return node;
    const isWorthSharing = node.times > 1 && node.inner.length > 0;
    if (!isWorthSharing) return this.writeWhole(node);
    node.place ??= this.shared.push(this.writeWhole(node)) - 1;
    return [REPEATED, node.place];
  }

  private writeWhole({ kind, inner }: Group): Packed {
    return [kind, ...inner.map((node) => this.write(node))];
  }

  private shapeOf(object: { [name: string]: Json }): number {
    const names = Object.keys(object);
    let shape = this.shapeNumbers.get(names.join());
    if (shape === undefined) this.shapeNumbers.set(names.join(), (shape = this.shapes.push(names)));
    return shape;
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
