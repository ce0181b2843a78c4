import type { PortalContext } from '@veche/identity';

/** Reads what many fields of one page ask for in one statement instead of one each. */
export class Batch<V> {
  private waiting: { keys: Set<string>; read: Promise<Map<string, V>> } | undefined;

  /** @param read what is there of the keys */
  constructor(private readonly read: (keys: string[]) => Promise<Map<string, V>>) {}

  /** The request's batch of this name. */
  static of<V>(context: PortalContext, name: string, read: (keys: string[]) => Promise<Map<string, V>>): Batch<V> {
    const known = context.loaders.get(name);
    if (known instanceof Batch) return known as Batch<V>;
    const batch = new Batch(read);
    context.loaders.set(name, batch);
    return batch;
  }

  async load(key: string): Promise<V | undefined> {
    this.waiting ??= this.gather();
    this.waiting.keys.add(key);
    return (await this.waiting.read).get(key);
  }

  /** Nothing is kept after the answer: a later field of the same request reads what is true then. */
  private gather(): { keys: Set<string>; read: Promise<Map<string, V>> } {
    const keys = new Set<string>();
    // The turn's end: by then all fields of one level have asked.
    const turn = new Promise<void>((resume) => setImmediate(resume));
    const read = turn.then(() => {
      this.waiting = undefined;
      return this.read([...keys]);
    });
    return { keys, read };
  }
}
