import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Config, DatabaseWatch } from '@veche/platform';

/** How often the limit follows what is measured, in milliseconds. */
const TURN = 250;
const RESOLUTION = 20;
/** With fewer at once even a machine in trouble would idle. */
const LEAST = 16;
/** Someone was turned away this short a time ago: in milliseconds. */
const RECENTLY = 1_000;

/**
 * How many requests may be under way at once. The ceiling is a setting; below it the limit follows the event loop's delay and the
 * queue for a connection: down by a quarter while either is too long, up step by step while neither is. So those who are served keep
 * their pace on any machine, and as many are served as it can.
 */
export class LoadLimit {
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  private timer: NodeJS.Timeout | undefined;
  private allowed: number;
  private refusedAt = -Infinity;
  private most = 0;
  private underWay: () => number = () => 0;

  constructor(
    private readonly limits: Pick<Config, 'OVERLOAD_REQUESTS' | 'OVERLOAD_DELAY'>,
    private readonly watch: Pick<DatabaseWatch, 'waiting'>,
  ) {
    this.allowed = limits.OVERLOAD_REQUESTS;
  }

  /** Somebody was turned away within the last second. */
  get isRefusing(): boolean {
    return performance.now() - this.refusedAt < RECENTLY;
  }

  /** How many may be under way at this moment. */
  get current(): number {
    return this.allowed;
  }

  watches(underWay: () => number): void {
    this.underWay = underWay;
  }

  admits(underWay: number): boolean {
    this.most = Math.max(this.most, underWay);
    if (underWay < this.allowed) return true;
    this.refusedAt = performance.now();
    return false;
  }

  start(): void {
    this.delay.enable();
    this.timer = setInterval(() => this.follow(), TURN).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  private follow(): void {
    const delay = this.delay.mean / 1e6 - RESOLUTION;
    this.delay.reset();
    const { OVERLOAD_REQUESTS: ceiling, OVERLOAD_DELAY: longest } = this.limits;
    const isSlow = delay > longest || this.watch.waiting > ceiling;
    // Lowered from where it is in use: a limit that nobody reaches says nothing.
    if (isSlow && this.most >= LEAST) this.allowed = Math.max(LEAST, Math.floor(Math.min(this.allowed, this.most) * 0.75));
    else this.allowed = Math.min(ceiling, this.allowed + Math.ceil(ceiling / 50));
    this.most = this.underWay();
  }
}
