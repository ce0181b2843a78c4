import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { FormProofInput, FormProofs } from '../newcomers/form-proof.js';
import { Entry } from '../sessions/entry.js';
import type { PortalContext } from '../sessions/portal-context.js';
import { SessionService } from '../sessions/session.service.js';
import { ViewerType } from '../viewers/viewer.type.js';
import { AccountService } from './account.service.js';

@Resolver()
export class AccountResolver {
  constructor(
    private readonly accounts: AccountService,
    private readonly sessions: SessionService,
    private readonly entry: Entry,
    private readonly forms: FormProofs,
  ) {}

  @Mutation(() => ViewerType)
  @Allow('everyone')
  signUp(
    @Args('name') name: string,
    @Args('email') email: string,
    @Args('password') password: string,
    @Context() context: PortalContext,
    @Args('form', { type: () => FormProofInput, nullable: true }) form?: FormProofInput | null,
  ): Promise<ViewerType> {
    const isSuspect = this.forms.looksLikeMachine(form, null);
    return this.entry.enter(context, (entrance) => this.accounts.signUp(context.viewer, { name, email, password, isSuspect }, entrance));
  }

  @Mutation(() => ViewerType)
  @Allow('everyone')
  signIn(@Args('email') email: string, @Args('password') password: string, @Context() context: PortalContext): Promise<ViewerType> {
    return this.entry.enter(context, (entrance) => this.accounts.signIn(context.viewer, { email, password }, entrance));
  }

  @Mutation(() => Boolean)
  @Allow('everyone')
  signOut(@Context() context: PortalContext): Promise<boolean> {
    return this.entry.leave(context, () => this.sessions.close(context.sessionToken));
  }

  @Mutation(() => Boolean)
  @Allow('member')
  changePassword(
    @CurrentViewer() viewer: Viewer,
    @Args('current') current: string,
    @Args('next') next: string,
    @Context() { address }: PortalContext,
  ): Promise<boolean> {
    return this.accounts.changePassword(viewer, { current, next }, address);
  }

  @Mutation(() => Boolean, { description: 'Shows by the password once more that it is they, before what could lock an owner out.' })
  @Allow('member')
  proveAgain(@CurrentViewer() viewer: Viewer, @Args('current') current: string, @Context() { address }: PortalContext): Promise<boolean> {
    return this.accounts.prove(viewer, current, address);
  }
}
