import { knownShapes } from '../gql/generated/shapes.ts';

/** A list is `[0, …items]`, an object `[number of its shape from 1, …values]`, what repeats `[-1, place in shared]`. */
export type Packed = string | number | boolean | null | Packed[];
type Fields = { [name: string]: Json };
export type Json = string | number | boolean | null | Json[] | Fields;

export const LIST = 0;
export const REPEATED = -1;

/** One shape of objects. */
interface Shape {
  kind: number;
  /** Its type in GraphQL; empty where none is told. */
  type: string;
  keys: string[];
  /** The keys without the type's. */
  names: string[];
  /** Whether it has values that may be left out. */
  hasLeavable: boolean;
}
const TYPE = '__typename';
const numbers = new Map(knownShapes.map((shape, i) => [shape.join(), i + 1]));

/** The type and the names of a shape, by its number. */
export function shapeAt(kind: number, shapes: readonly string[][]): readonly string[] {
  return knownShapes[kind - 1] ?? shapes[kind - 1 - knownShapes.length]!;
}

/** Writes JSON with the type and names of each shape once, and objects that repeat once; in one walk, because every page is written so. */
export class Packer {
  /** The type and the names of each shape that the browser does not know; they are numbered after the known ones. */
  readonly shapes: string[][] = [];
  readonly shared: Packed[] = [];
  private readonly byCount = new Map<number, Shape[]>();
  private readonly written = new Map<string, { object: Fields; packed: Packed[] }>();

  /**
   * @param leavable names of values that the browser may have already
   * @param instead what is written for such a value of this object; undefined writes the value itself
   */
  constructor(
    private readonly leavable: ReadonlySet<string>,
    private readonly instead: (object: Fields) => string | undefined,
  ) {}

  write(value: Json): Packed {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return [LIST, ...value.map((item) => this.write(item))];
    const shape = this.shapeOf(value);
    const key = likenessOf(shape, value);
    const before = key === undefined ? undefined : this.written.get(key);
    if (before && isSame(before.object, value)) return this.share(before.packed);
    const packed: Packed[] = [shape.kind];
    const instead = shape.hasLeavable ? this.instead(value) : undefined;
    for (const name of shape.names) packed.push(instead !== undefined && this.leavable.has(name) ? instead : this.write(value[name]!));
    if (key !== undefined) this.written.set(key, { object: value, packed });
    return packed;
  }

  /** What was written in its place moves to the shared ones when it is met again. */
  private share(packed: Packed[]): Packed[] {
    if (packed[0] !== REPEATED) packed.splice(0, packed.length, REPEATED, this.shared.push([...packed]) - 1);
    return packed;
  }

  private shapeOf(object: Fields): Shape {
    const keys = Object.keys(object);
    const type = String(object[TYPE] ?? '');
    let alike = this.byCount.get(keys.length);
    if (!alike) this.byCount.set(keys.length, (alike = []));
    const shape = alike.find((one) => one.type === type && one.keys.every((name, i) => name === keys[i]));
    if (shape) return shape;
    const names = keys.filter((name) => name !== TYPE);
    const kind = numbers.get([type, ...names].join()) ?? knownShapes.length + this.shapes.push([type, ...names]);
    alike.push({ kind, type, keys, names, hasLeavable: names.some((name) => this.leavable.has(name)) });
    return alike.at(-1)!;
  }
}

/** Objects that may well be equal have this in common: their id, or all values of a flat one (rights). Others hardly repeat. */
function likenessOf({ kind, names }: Shape, object: Fields): string | undefined {
  if (object['id'] !== undefined) return `${kind} ${String(object['id'])}`;
  let likeness = String(kind);
  for (const name of names) {
    const value = object[name];
    if (typeof value === 'object' && value !== null) return undefined;
    likeness += ` ${value}`;
  }
  return names.length > 0 ? likeness : undefined;
}

function isSame(one: Json | undefined, other: Json): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame((one as Fields)[name], (other as Fields)[name]!));
}
