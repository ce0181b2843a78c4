import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { CaseReader } from './case.reader.js';
import { ModerationCaseConnection, ModerationSuspect } from './case.type.js';

@Resolver()
export class CaseResolver {
  constructor(private readonly reader: CaseReader) {}

  @Query(() => ModerationCaseConnection, { description: 'Posts that wait for who keeps order: of the site, or of a group.' })
  @Allow('member')
  moderationQueue(
    @CurrentViewer() viewer: Viewer,
    @Args('person', { type: () => String, nullable: true, description: 'Handle of who wrote them.' }) person?: string | null,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
    @Args('first', { type: () => Int, nullable: true }) first?: number | null,
  ): Promise<ModerationCaseConnection> {
    return this.reader.queue(viewer, person, after, first);
  }

  @Query(() => [ModerationSuspect], { description: 'Whose posts wait, those with the most first; at most 100.' })
  @Allow('member')
  moderationSuspects(@CurrentViewer() viewer: Viewer): Promise<ModerationSuspect[]> {
    return this.reader.suspects(viewer);
  }

  @Query(() => Int, { description: 'How many posts wait for the viewer; 0 for who keeps no order.' })
  @Allow('everyone')
  moderationCount(@CurrentViewer() viewer: Viewer): Promise<number> {
    return this.reader.count(viewer);
  }
}
