/** So many messages at once, and so many within this many milliseconds. */
const SIZE = 20;
const REFILL = 10_000;

/** A brake on one socket's messages, without a timer. */
export class Bucket {
  /** How often it was asked for more than it had. */
  refused = 0;
  private left = SIZE;
  private at = performance.now();

  /** Takes one; false when there is none. */
  take(): boolean {
    const now = performance.now();
    this.left = Math.min(SIZE, this.left + ((now - this.at) / REFILL) * SIZE);
    this.at = now;
    if (this.left < 1) {
      this.refused++;
      return false;
    }
    this.left--;
    return true;
  }
}
