/** A list is `[0, …items]`, an object `[number of its shape from 1, …values]`, what repeats `[-1, place in shared]`. */
export type Packed = string | number | boolean | null | Packed[];
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export const LIST = 0;
export const REPEATED = -1;

/** A list or object as it was read: equal ones are one and the same, and know how often they were met. */
interface Group {
  id: number;
  kind: number;
  inner: Node[];
  times: number;
  place?: number;
}
export type Node = string | number | boolean | null | Group;

/** Writes JSON with the names of each shape once, and equal groups once. */
export class Packer {
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
