import { LRUCache } from 'lru-cache';

/** A pure function of a header's text, worked out once per text; the last thousand are remembered. */
export function remembered<T extends string>(work: (text: string) => T): (text: string) => T {
  const known = new LRUCache<string, T>({ max: 1_000 });
  return (text) => {
    let value = known.get(text);
    if (value === undefined) known.set(text, (value = work(text)));
    return value;
  };
}
