import { DAY, MINUTE, SECOND } from '@veche/platform';

const FIRST = SECOND;
const LONGEST = 5 * MINUTE;
/** From the first try on; then a delivery is rejected and its lane goes on. */
const GIVE_UP_AFTER = 3 * DAY;
/** A delivery at which a CRM that takes others failed so often is at fault itself. */
const POISON_TRIES = 12;

/**
 * Full jitter (Marc Brooker, "Exponential Backoff And Jitter", 2015): anything between nothing and a limit that doubles, so that
 * lanes that failed together do not come back together.
 * @param attempts tries so far, from 1
 * @returns milliseconds
 */
export function backoff(attempts: number, random: () => number = Math.random): number {
  return Math.floor(random() * Math.min(LONGEST, FIRST * 2 ** Math.min(attempts - 1, 30)));
}

/** Have three days of tries gone by? */
export function isTooOld(firstTriedAt: Date, now: Date): boolean {
  return now.getTime() - firstTriedAt.getTime() >= GIVE_UP_AFTER;
}

/** Has it failed so often that it may be the one thing that the CRM fails at? */
export function isSuspect(failures: number): boolean {
  return failures >= POISON_TRIES;
}

/** How long a parked connection rests before it is asked again: as long as it has been parked, from 10 seconds to 10 minutes. */
export function probePause(parkedAt: Date, now: Date): number {
  return Math.min(10 * MINUTE, Math.max(10 * SECOND, now.getTime() - parkedAt.getTime()));
}
