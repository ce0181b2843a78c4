interface Window<T> {
  waiting: T[];
  busy: boolean;
  timer: NodeJS.Timeout | undefined;
  /** When the last one was let through. */
  at: number;
}

/**
 * Lets things through per key: the first at once, the following together, at most once in so many milliseconds and never two of a key
 * at a time. A hundred votes on one topic in a second are five signals.
 */
export class Windows<T> {
  private readonly windows = new Map<string, Window<T>>();

  /**
   * @param work is given what gathered; when it throws, that is its own loss
   * @param milliseconds least time between two of one key
   */
  constructor(
    private readonly work: (key: string, gathered: T[]) => Promise<void>,
    private readonly milliseconds: number,
  ) {}

  add(key: string, thing: T): void {
    const window = this.windows.get(key) ?? { waiting: [], busy: false, timer: undefined, at: -Infinity };
    this.windows.set(key, window);
    window.waiting.push(thing);
    this.schedule(key, window);
  }

  /** Lets nothing through any more. */
  close(): void {
    for (const { timer } of this.windows.values()) clearTimeout(timer);
    this.windows.clear();
  }

  private schedule(key: string, window: Window<T>): void {
    if (window.busy || window.timer !== undefined) return;
    // Never in this very turn: what is read from the log in one go stays together.
    const wait = Math.max(0, window.at + this.milliseconds - performance.now());
    window.timer = setTimeout(() => void this.open(key, window), wait);
  }

  private async open(key: string, window: Window<T>): Promise<void> {
    window.timer = undefined;
    if (window.waiting.length === 0) {
      this.windows.delete(key);
      return;
    }
    const gathered = window.waiting;
    window.waiting = [];
    window.busy = true;
    await this.work(key, gathered);
    window.busy = false;
    window.at = performance.now();
    // Once more when the time is over, to let what came meanwhile through or to forget the key.
    if (this.windows.get(key) === window) this.schedule(key, window);
  }
}
