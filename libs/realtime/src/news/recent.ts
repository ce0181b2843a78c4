import type { Happening } from './happening.js';

/** So many are remembered; a connection that was away for longer loads its page anew. */
const KEPT = 5_000;

/**
 * The end of the log, in memory: what a connection missed is read from here, so that ten thousand that come back at once cost the
 * database nothing. Every process has its own; it is filled from the log when the process starts.
 */
export class Recent {
  /** Everything after this position is here. */
  private from = 0;
  /** Everything up to this position was read. */
  head = 0;
  private happenings: Happening[] = [];
  /** Resolves when the end of the log was read: before that, nobody can be told what they missed. */
  readonly filled: Promise<void>;
  private fill: () => void = () => undefined;

  constructor() {
    this.filled = new Promise((resolve) => (this.fill = resolve));
  }

  /** Forgets everything; knows the log from `position` on. */
  startAt(position: number): void {
    [this.from, this.head, this.happenings] = [position, position, []];
  }

  /** The end of the log that was there before this process has been added. */
  complete(): void {
    this.fill();
  }

  add(happening: Happening): void {
    this.happenings.push(happening);
    if (this.happenings.length < KEPT * 1.2) return;
    this.from = this.happenings[KEPT / 5]!.position;
    this.happenings = this.happenings.slice(KEPT / 5 + 1);
  }

  /** Was the log read up to here, and nothing since forgotten? A position ahead of this process is its own future: nothing is missing. */
  covers(position: number): boolean {
    return position >= this.from;
  }

  /** What came after the position. */
  after(position: number): Happening[] {
    return this.happenings.slice(this.firstAfter((one) => one.position > position));
  }

  /** Where the log stood at a moment: nothing that was recorded from then on is before it. Undefined when that is forgotten. */
  positionAt(moment: number): number | undefined {
    const next = this.happenings[this.firstAfter((one) => one.at >= moment)];
    const isForgotten = this.from > 0 && (this.happenings[0] === undefined || this.happenings[0].at >= moment);
    return isForgotten ? undefined : next === undefined ? this.head : next.position - 1;
  }

  private firstAfter(isAfter: (one: Happening) => boolean): number {
    let [low, high] = [0, this.happenings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isAfter(this.happenings[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
