import { Args, Int, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type PortalViewer, ViewerType, viewerTypeOf } from '@veche/identity';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { MailPreferenceService } from './mail-preference.service.js';
import { WrittenMailReader } from './written-mail.reader.js';
import { WrittenMail } from './written-mail.type.js';

@Resolver(() => ViewerType)
export class MailResolver {
  constructor(
    private readonly preferences: MailPreferenceService,
    private readonly written: WrittenMailReader,
  ) {}

  @Query(() => [WrittenMail])
  @Allow(['ADMIN'])
  writtenMail(
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
  ): Promise<WrittenMail[]> {
    return this.written.newest(viewer, first);
  }

  @Mutation(() => ViewerType, { description: 'Notifications by mail as well, or in the inbox only.' })
  @Allow('member')
  async setMailNotifications(@CurrentViewer() viewer: PortalViewer, @Args('on') on: boolean): Promise<ViewerType> {
    await this.preferences.set(viewer.personId!, on);
    return viewerTypeOf(viewer);
  }

  @ResolveField(() => Boolean, { description: 'Are notifications mailed as well?' })
  mailNotifications(@CurrentViewer() viewer: Viewer): Promise<boolean> {
    return this.preferences.isOn(viewer);
  }
}
