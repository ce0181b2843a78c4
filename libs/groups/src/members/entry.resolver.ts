import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Group } from '../groups/group.type.js';
import { EntryService } from './entry.service.js';
import { MemberReader } from './member.reader.js';
import { GroupInvitation } from './member.type.js';

/** Coming and going. */
@Resolver()
export class EntryResolver {
  constructor(
    private readonly entries: EntryService,
    private readonly members: MemberReader,
  ) {}

  @Query(() => [GroupInvitation], { description: 'Invitations that name the viewer.' })
  @Allow('member')
  groupInvitations(@CurrentViewer() viewer: Viewer): Promise<GroupInvitation[]> {
    return this.members.invitations(viewer);
  }

  @Mutation(() => Group, { description: 'Enters a PUBLIC group.' })
  @Allow('member')
  joinGroup(@CurrentViewer() viewer: Viewer, @Args('group') group: string): Promise<Group> {
    return this.entries.join(viewer, group);
  }

  @Mutation(() => Group, { description: 'Asks to be let into a CLOSED group. `wantedPath` is offered once one is in.' })
  @Allow('member')
  requestToJoin(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('message', { type: () => String, nullable: true, defaultValue: '' }) message: string | null,
    @Args('wantedPath', { type: () => String, nullable: true }) wantedPath: string | null,
  ): Promise<Group> {
    return this.entries.request(viewer, group, message ?? '', wantedPath ?? null);
  }

  @Mutation(() => Boolean, { description: 'Leaves a group, takes a request back, or turns an invitation down.' })
  @Allow('member')
  leaveGroup(@CurrentViewer() viewer: Viewer, @Args('group') group: string): Promise<boolean> {
    return this.entries.leave(viewer, group);
  }

  @Mutation(() => Group, {
    nullable: true,
    description: 'Takes up or turns down an invitation that names the viewer; null when turned down.',
  })
  @Allow('member')
  answerGroupInvitation(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }) id: string,
    @Args('accept') accept: boolean,
  ): Promise<Group | null> {
    return this.entries.answerInvitation(viewer, id, accept);
  }
}
