/** So many acts are written together at most: a longer transaction would keep the first of them waiting for nothing. */
const MOST = 100;

/** What became of one act. */
export type Outcome<R> = PromiseSettledResult<R>;

interface Waiting<A, R> {
  who: string;
  act: A;
  /** Ends the waiting: with what became of the act, or with others for whom this one is to write. */
  told: (turn: { outcome: Outcome<R> } | { others: Waiting<A, R>[] }) => void;
}

/**
 * Group commit: acts on one thing gather while the acts before them are on their way to the disk, and are then written together by the
 * first of them. An act that finds nobody there is written at once. Two acts of one person are never together, so they happen in the
 * order in which they came.
 */
export class Gathering<A, R> {
  private readonly places = new Map<string, Waiting<A, R>[]>();

  /** @param write what becomes of each act, in the order given; when it throws, that becomes of all */
  constructor(private readonly write: (place: string, acts: A[]) => Promise<Outcome<R>[]>) {}

  /** @throws what `write` says of this act */
  async add(place: string, who: string, act: A): Promise<R> {
    const waiting = this.places.get(place);
    let others: Waiting<A, R>[] = [];
    if (waiting === undefined) this.places.set(place, []);
    else {
      const turn = await new Promise<Parameters<Waiting<A, R>['told']>[0]>((told) => waiting.push({ who, act, told }));
      if ('outcome' in turn) return valueOf(turn.outcome);
      others = turn.others;
    }
    try {
      const [own, ...theirs] = await this.write(place, [act, ...others.map((other) => other.act)]);
      others.forEach((other, nth) => other.told({ outcome: theirs[nth]! }));
      return valueOf(own!);
    } catch (reason) {
      // Whoever has been told already hears nothing more.
      for (const other of others) other.told({ outcome: { status: 'rejected', reason } });
      throw reason;
    } finally {
      this.next(place);
    }
  }

  private next(place: string): void {
    const waiting = this.places.get(place)!;
    const together = new Map<string, Waiting<A, R>>();
    for (const one of waiting) if (together.size < MOST && !together.has(one.who)) together.set(one.who, one);
    const [first, ...others] = together.values();
    if (first === undefined) {
      this.places.delete(place);
      return;
    }
    const later = waiting.filter((one) => together.get(one.who) !== one);
    this.places.set(place, later);
    first.told({ others });
  }
}

function valueOf<R>(outcome: Outcome<R>): R {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
