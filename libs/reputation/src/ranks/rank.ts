import { registerEnumType } from '@nestjs/graphql';

/** Ranks by public rules: points alone, the same for everybody. */
export const Rank = { NEWCOMER: 'NEWCOMER', CONTRIBUTOR: 'CONTRIBUTOR', HELPER: 'HELPER', EXPERT: 'EXPERT', ELDER: 'ELDER' } as const;
export type Rank = keyof typeof Rank;
registerEnumType(Rank, { name: 'Rank', description: 'What somebody’s points make them; the rules stand in `ranks`.' });

/** From how many points on each rank is held, lowest first. */
export const RANKS: readonly { rank: Rank; from: number }[] = [
  { rank: 'NEWCOMER', from: 0 },
  { rank: 'CONTRIBUTOR', from: 25 },
  { rank: 'HELPER', from: 150 },
  { rank: 'EXPERT', from: 750 },
  { rank: 'ELDER', from: 3_000 },
];

/** @param points as a profile shows them; nobody falls below the first rank */
export function rankOf(points: number): Rank {
  return RANKS.findLast(({ from }) => points >= from)?.rank ?? 'NEWCOMER';
}

/** From how many points on the next rank is held; null at the highest. */
export function nextRankAt(points: number): number | null {
  return RANKS.find(({ from }) => from > points)?.from ?? null;
}
