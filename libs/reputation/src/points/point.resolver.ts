import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { PointReader } from './point.reader.js';
import { ReputationEntry, ReputationEntryConnection } from './point.type.js';

@Resolver(() => ReputationEntry)
export class PointResolver {
  constructor(private readonly reader: PointReader) {}

  @Query(() => ReputationEntryConnection, { description: 'What the viewer earned and why, newest first. Nobody else is told.' })
  @Allow('member')
  myPoints(
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<ReputationEntryConnection> {
    return this.reader.mine(viewer, { first, after: after ?? null });
  }
}
