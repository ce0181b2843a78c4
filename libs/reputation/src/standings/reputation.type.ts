import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Rank } from '../ranks/rank.js';

@ObjectType({
  description: 'What a person earned, as far as the viewer sees what it was earned by. Points from groups count in their group alone.',
})
export class Reputation {
  @Field(() => Int)
  points: number;

  @Field(() => Rank)
  rank: Rank;

  @Field(() => Int, { nullable: true, description: 'From how many points on the next rank is held; null at the highest.' })
  nextRankAt: number | null;
}

@ObjectType({ description: 'A rank and from how many points on it is held.' })
export class RankRule {
  @Field(() => Rank)
  rank: Rank;

  @Field(() => Int)
  from: number;
}

/** Counted back from today, in days (UTC). */
export const PERIODS = { WEEK: 7, MONTH: 30, QUARTER: 91, YEAR: 365 } as const;
export const LeaderboardPeriod = { WEEK: 'WEEK', MONTH: 'MONTH', QUARTER: 'QUARTER', YEAR: 'YEAR' } as const;
export type LeaderboardPeriod = keyof typeof LeaderboardPeriod;
registerEnumType(LeaderboardPeriod, { name: 'LeaderboardPeriod' });

@ObjectType({ description: 'One line of a leaderboard. Equal points share a place.' })
export class Standing {
  @Field(() => Int)
  place: number;

  @Field(() => Person)
  person: Person;

  @Field(() => Int, { description: 'Earned in the period.' })
  points: number;
}
