import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Batch } from '@veche/community';
import { Person, type PortalContext } from '@veche/identity';
import { pageSize } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { RANKS, nextRankAt, rankOf } from '../ranks/rank.js';
import { ReputationReader } from './reputation.reader.js';
import { LeaderboardPeriod, RankRule, Reputation, Standing } from './reputation.type.js';

@Resolver(() => Person)
export class PersonReputationResolver {
  constructor(private readonly reader: ReputationReader) {}

  @ResolveField(() => Reputation)
  async reputation(@Parent() person: Person, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<Reputation> {
    const points = (await Batch.of(context, 'reputation', (ids) => this.reader.points(viewer, ids)).load(person.id)) ?? 0;
    return { points, rank: rankOf(points), nextRankAt: nextRankAt(points) };
  }
}

@Resolver(() => Standing)
export class LeaderboardResolver {
  constructor(private readonly reader: ReputationReader) {}

  @Query(() => [Standing], { description: 'Who earned most in a period: in all, about a product, or in a group.' })
  @Allow('everyone')
  leaderboard(
    @CurrentViewer() viewer: Viewer,
    @Args('period', { type: () => LeaderboardPeriod, nullable: true, defaultValue: 'MONTH' }) period: LeaderboardPeriod | null,
    @Args('product', { type: () => String, nullable: true, description: 'Slug of a product.' }) product: string | null | undefined,
    @Args('group', { type: () => String, nullable: true, description: 'Slug of a group.' }) group: string | null | undefined,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
  ): Promise<Standing[]> {
    const wish = { period: period ?? 'MONTH', product: product ?? null, group: group ?? null, first: pageSize(first) };
    return this.reader.leaderboard(viewer, wish);
  }

  @Query(() => [RankRule], { description: 'From how many points on each rank is held, lowest first.' })
  @Allow('everyone')
  ranks(): RankRule[] {
    return [...RANKS];
  }
}
