import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow } from '@veche/visibility';
import { Entry } from '../sessions/entry.js';
import type { PortalContext } from '../sessions/portal-context.js';
import { ViewerType } from '../viewers/viewer.type.js';
import { SetupService } from './setup.service.js';

@Resolver()
export class SetupResolver {
  constructor(
    private readonly setup: SetupService,
    private readonly entry: Entry,
  ) {}

  @Query(() => Boolean, { description: 'Is the one-time link for the first administrator still open?' })
  @Allow('everyone')
  setupOpen(@Args('token') token: string): Promise<boolean> {
    return this.setup.isOpen(token);
  }

  @Mutation(() => ViewerType)
  @Allow('everyone')
  claimSetup(
    @Args('token') token: string,
    @Args('name') name: string,
    @Args('email') email: string,
    @Args('password') password: string,
    @Context() context: PortalContext,
  ): Promise<ViewerType> {
    return this.entry.enter(context, (entrance) => this.setup.claim(context.viewer, token, { name, email, password }, entrance));
  }
}
