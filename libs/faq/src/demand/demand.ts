// The arithmetic of demand. Source: forward decay (Cormode, Shkapenyuk, Srivastava, Xu: "Forward Decay: A Practical Time Decay
// Model for Streaming Systems", ICDE 2009), with the base 2, so that the half-life can be read off, and in logarithms, so that
// nothing overflows and no landmark has to be moved. See ../../README.md.

/** The ways in which a person needs a topic. */
export type NeedKind = 'ME_TOO' | 'ANSWER_VOTE' | 'FOLLOW';

/** What one person of each kind adds to the demand at the moment of the need. */
export const WEIGHTS: Readonly<Record<NeedKind, number>> = { ME_TOO: 3, ANSWER_VOTE: 2, FOLLOW: 1 };

/** One imported vote: somebody needed it, and nothing is known of how much. */
export const IMPORTED_WEIGHT = 1;

/** A need counts half after this many seconds: 60 days. */
export const HALF_LIFE = 60 * 24 * 3600;

/** An entry whose demand is below one follower of this moment was needed in the past. A lone me-too gets there in 95 days. */
export const FLOOR = 1;

/** "In the last month", in milliseconds. */
export const MONTH = 30 * 24 * 3600 * 1000;

/** Stands for the section of topics without a product, where a product's id would stand. */
export const NO_PRODUCT = '00000000-0000-0000-0000-000000000000';

/** The demand behind a score at a moment: Σ w·2^(−age/h). */
export function demandAt(score: number, now: Date): number {
  return 2 ** (score - halfLivesOf(now));
}

/** The score whose demand is exactly `demand` at a moment; the inverse of `demandAt`. */
export function scoreOfDemand(demand: number, now: Date): number {
  return Math.log2(demand) + halfLivesOf(now);
}

function halfLivesOf(now: Date): number {
  return now.getTime() / 1000 / HALF_LIFE;
}
