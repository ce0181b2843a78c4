import { Args, Context, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Locale } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ConsentService } from '../consents/consent.service.js';
import { GivenConsent } from '../consents/consent.type.js';
import { FormProofs } from '../newcomers/form-proof.js';
import type { PortalContext } from '../sessions/portal-context.js';
import type { PortalViewer } from './portal-viewer.js';
import { PreferenceService } from './preference.service.js';
import { ViewerService } from './viewer.service.js';
import { LocaleEnum, ViewerType, viewerTypeOf } from './viewer.type.js';

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(
    private readonly preferences: PreferenceService,
    private readonly consents: ConsentService,
    private readonly viewers: ViewerService,
    private readonly forms: FormProofs,
  ) {}

  @Query(() => ViewerType)
  @Allow('everyone')
  viewer(@CurrentViewer() viewer: PortalViewer): ViewerType {
    return viewerTypeOf(viewer);
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Goes into the forms of somebody new, and comes back with them; null for others.',
  })
  formToken(@CurrentViewer() viewer: PortalViewer): string | null {
    return viewer.personId === null || viewer.approvedPosts === undefined ? null : this.forms.issue(viewer.personId);
  }

  @Mutation(() => ViewerType)
  @Allow('member')
  async setPreferences(
    @Args('locale', { type: () => LocaleEnum, nullable: true }) locale: Locale | null | undefined,
    @Args('theme', { type: () => String, nullable: true }) theme: string | null | undefined,
    @CurrentViewer() viewer: Viewer,
    @Context() context: PortalContext,
  ): Promise<ViewerType> {
    await this.preferences.set(viewer, { locale, theme });
    return this.again(context);
  }

  @Query(() => [GivenConsent], { description: 'What the viewer agreed to and took back; the newest 100.' })
  @Allow('member')
  myConsents(@CurrentViewer() viewer: Viewer): Promise<GivenConsent[]> {
    return this.consents.history(viewer);
  }

  @Mutation(() => ViewerType)
  @Allow('member')
  async giveConsent(
    @Args('purpose') purpose: string,
    @Args('granted') granted: boolean,
    @CurrentViewer() viewer: Viewer,
    @Context() context: PortalContext,
  ): Promise<ViewerType> {
    await this.consents.answer(viewer, purpose, granted);
    return this.again(context);
  }

  /** The viewer as it is after the change. */
  private async again(context: PortalContext): Promise<ViewerType> {
    const { locale, visitorHash, channel } = context.viewer;
    context.viewer = await this.viewers.ofSession(context.sessionToken, { locale, address: context.address, visitorHash, channel });
    return viewerTypeOf(context.viewer);
  }
}
