import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { SessionService } from './session.service.js';
import { Session } from './session.type.js';

@Resolver(() => Session)
export class SessionResolver {
  constructor(private readonly service: SessionService) {}

  @Query(() => [Session])
  @Allow('member')
  sessions(@CurrentViewer() viewer: Viewer): Promise<Session[]> {
    return this.service.list(viewer);
  }

  @Mutation(() => Boolean)
  @Allow('member')
  revokeSession(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<boolean> {
    return this.service.revoke(viewer, id);
  }

  @Mutation(() => Int)
  @Allow('member')
  revokeOtherSessions(@CurrentViewer() viewer: Viewer): Promise<number> {
    return this.service.revokeOthers(viewer);
  }
}
