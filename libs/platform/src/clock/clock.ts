/** The only source of "now"; injected, so that a test may move it. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is moved. */
export class MovedClock extends Clock {
  constructor(private at: Date = new Date()) {
    super();
  }

  now(): Date {
    return new Date(this.at);
  }

  /** Moves forward (or back, when negative) by milliseconds. */
  advance(milliseconds: number): void {
    this.at = new Date(this.at.getTime() + milliseconds);
  }

  set(at: Date): void {
    this.at = at;
  }
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
