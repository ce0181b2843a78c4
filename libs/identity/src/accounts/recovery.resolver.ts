import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { LinkUndoService } from '../identities/link-undo.service.js';
import { Entry } from '../sessions/entry.js';
import type { PortalContext } from '../sessions/portal-context.js';
import { ViewerType } from '../viewers/viewer.type.js';
import { EmailService } from './email.service.js';
import { PasswordResetService } from './password-reset.service.js';

/** What is done by links in letters. */
@Resolver()
export class RecoveryResolver {
  constructor(
    private readonly resets: PasswordResetService,
    private readonly emails: EmailService,
    private readonly undo: LinkUndoService,
    private readonly entry: Entry,
  ) {}

  @Mutation(() => Boolean, { description: 'Sends a link for a new password, if the address has an account; the answer is the same.' })
  @Allow('everyone')
  askPasswordReset(@Args('email') email: string, @Context() { address }: PortalContext): Promise<boolean> {
    return this.resets.ask(email, address);
  }

  @Query(() => Boolean, { description: 'Would this link for a new password work now?' })
  @Allow('everyone')
  passwordResetOpen(@Args('token') token: string): Promise<boolean> {
    return this.resets.isOpen(token);
  }

  @Mutation(() => ViewerType, { description: 'Sets a new password by a link and comes in; without a person when a second factor is owed.' })
  @Allow('everyone')
  resetPassword(@Args('token') token: string, @Args('next') next: string, @Context() context: PortalContext): Promise<ViewerType> {
    return this.entry.enter(context, (entrance) => this.resets.reset(context.viewer, token, next, entrance));
  }

  @Mutation(() => String, { description: 'A one-time link for a new password, to be handed over where there is no mail.' })
  @Allow(['ADMIN'])
  issuePasswordLink(@CurrentViewer() viewer: Viewer, @Args('person', { type: () => ID }) person: string): Promise<string> {
    return this.resets.issue(viewer, person);
  }

  @Mutation(() => Boolean, { description: 'Sends a link that proves an address.' })
  @Allow('member')
  askEmailProof(@CurrentViewer() viewer: Viewer, @Args('email') email: string): Promise<boolean> {
    return this.emails.ask(viewer, email);
  }

  @Mutation(() => Boolean, { description: 'Proves an address by the link that was sent to it.' })
  @Allow('member')
  confirmEmail(@CurrentViewer() viewer: Viewer, @Args('token') token: string): Promise<boolean> {
    return this.emails.confirm(viewer, token);
  }

  @Mutation(() => Boolean, { description: 'Undoes a linking by the link in its letter, and ends every session.' })
  @Allow('everyone')
  undoLink(@CurrentViewer() viewer: Viewer, @Args('token') token: string): Promise<boolean> {
    return this.undo.undo(viewer, token);
  }
}
