import { type BrakeRule, type Brakes, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';

/** Casting and withdrawing in turn would fill the log: so many votes and follows of a person in ten minutes. */
export const VOTES: BrakeRule = { name: 'vote', points: 300, seconds: 600 };

/**
 * Before a vote on a reply.
 * @throws Refusal UNAUTHENTICATED for a visitor, LIMITED when none is left
 */
export async function spendVote(brakes: Brakes, viewer: Viewer): Promise<void> {
  if (viewer.personId === null) throw unauthenticated();
  await brakes.spend(VOTES, viewer.personId);
}
