import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Entry } from '../sessions/entry.js';
import type { PortalContext } from '../sessions/portal-context.js';
import { ViewerType } from '../viewers/viewer.type.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondFactorSecret } from './second-factor.type.js';

@Resolver()
export class SecondFactorResolver {
  constructor(
    private readonly factor: SecondFactorService,
    private readonly entry: Entry,
  ) {}

  @Query(() => Boolean, { description: 'Whether this browser proved the first factor and owes the second.' })
  @Allow('everyone')
  codeOwed(@Context() { sessionToken }: PortalContext): Promise<boolean> {
    return this.factor.isOwed(sessionToken);
  }

  @Mutation(() => ViewerType, { description: 'Comes in by the code that is owed, of the authenticator or for recovery.' })
  @Allow('everyone')
  passCode(@Args('code') code: string, @Context() context: PortalContext): Promise<ViewerType> {
    return this.entry.enter(context, (entrance) => this.factor.pass(context.viewer, code, entrance));
  }

  @Mutation(() => SecondFactorSecret)
  @Allow('member')
  beginSecondFactor(@CurrentViewer() viewer: Viewer): Promise<SecondFactorSecret> {
    return this.factor.begin(viewer);
  }

  @Mutation(() => [String], { description: 'Turns it on; the recovery codes, told this once.' })
  @Allow('member')
  confirmSecondFactor(@CurrentViewer() viewer: Viewer, @Args('code') code: string): Promise<string[]> {
    return this.factor.confirm(viewer, code);
  }

  @Mutation(() => Boolean)
  @Allow('member')
  removeSecondFactor(@CurrentViewer() viewer: Viewer, @Args('code') code: string): Promise<boolean> {
    return this.factor.remove(viewer, code);
  }
}
