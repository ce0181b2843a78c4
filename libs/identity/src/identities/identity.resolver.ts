import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { MailTransport } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Providers } from '../networks/providers.js';
import { FormProofs } from '../newcomers/form-proof.js';
import { LinkingService } from './linking.service.js';
import { SignInOptions } from './sign-in-options.type.js';

@Resolver()
export class IdentityResolver {
  constructor(
    private readonly providers: Providers,
    private readonly linking: LinkingService,
    private readonly mail: MailTransport,
    private readonly forms: FormProofs,
  ) {}

  @Query(() => SignInOptions)
  @Allow('everyone')
  signInOptions(@CurrentViewer() { locale }: Viewer): SignInOptions {
    const providers = this.providers.all.map(({ id, name, englishName, mark }) => ({
      ...{ id, mark },
      name: locale === 'en' ? (englishName ?? name) : name,
    }));
    return { providers, sendsMail: this.mail.isConnected, formToken: this.forms.issue(null) };
  }

  @Mutation(() => Boolean, { description: 'Takes an identity off the account; never the last way in.' })
  @Allow('member')
  unlinkIdentity(@CurrentViewer() viewer: Viewer, @Args('id', { type: () => ID }) id: string): Promise<boolean> {
    return this.linking.unlink(viewer, id);
  }
}
