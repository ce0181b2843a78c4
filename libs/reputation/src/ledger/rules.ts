import { HOUR } from '@veche/platform';

/** Why somebody earns points. */
export const CAUSE_KINDS = ['TOPIC_VOTE', 'REPLY_VOTE', 'SOLUTION', 'CHOICE', 'OFFICIAL'] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

/**
 * What each cause is worth. CHOICE is the asker's, for saying what solved it; OFFICIAL the author's, when the company makes somebody
 * else's answer its own.
 */
export const POINTS: Readonly<Record<CauseKind, number>> = { TOPIC_VOTE: 5, REPLY_VOTE: 10, SOLUTION: 15, CHOICE: 2, OFFICIAL: 20 };

/** What votes bring to one person in a day (UTC) at most. */
export const DAY_CAP = 200;
/** So many votes of one person bring something to the same other person in a day. */
export const PAIR_CAP = 6;

/** A question that waited is worth more: its solution twice after 3 hours, three times after 12. */
export function waitingFactor(askedAt: Date, answeredAt: Date): 1 | 2 | 3 {
  const waited = answeredAt.getTime() - askedAt.getTime();
  if (waited >= 12 * HOUR) return 3;
  return waited >= 3 * HOUR ? 2 : 1;
}

/** What one more vote is worth to somebody whom votes brought `today` points already, `fromGiver` votes of it by the same person. */
export function cappedPoints(kind: 'TOPIC_VOTE' | 'REPLY_VOTE', today: number, fromGiver: number): number {
  return fromGiver >= PAIR_CAP ? 0 : Math.min(POINTS[kind], Math.max(0, DAY_CAP - today));
}
