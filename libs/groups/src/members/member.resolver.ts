import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Group } from '../groups/group.type.js';
import { GroupRole } from '../groups/group.words.js';
import { MemberReader } from './member.reader.js';
import { GroupMemberConnection, MemberFilter } from './member.type.js';
import { MembershipService } from './membership.service.js';

/** What those who lead a group see of its people and do with them. */
@Resolver()
export class MemberResolver {
  constructor(
    private readonly reader: MemberReader,
    private readonly memberships: MembershipService,
  ) {}

  @Query(() => GroupMemberConnection, {
    description: 'For members; who asked, was invited, declined or banned, for those who lead the group.',
  })
  @Allow('member')
  groupMembers(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('filter', { type: () => MemberFilter, nullable: true, defaultValue: MemberFilter.MEMBERS }) filter: MemberFilter | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<GroupMemberConnection> {
    return this.reader.list(viewer, group, { filter: filter ?? MemberFilter.MEMBERS, first, after });
  }

  @Mutation(() => Group)
  @Allow('member')
  admitToGroup(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
  ): Promise<Group> {
    return this.memberships.admit(viewer, group, person);
  }

  @Mutation(() => Group)
  @Allow('member')
  declineGroupRequest(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
    @Args('reason') reason: string,
  ): Promise<Group> {
    return this.memberships.decline(viewer, group, person, reason);
  }

  @Mutation(() => Group, { description: 'By handle.' })
  @Allow('member')
  inviteToGroup(@CurrentViewer() viewer: Viewer, @Args('group') group: string, @Args('handle') handle: string): Promise<Group> {
    return this.memberships.invite(viewer, group, handle);
  }

  @Mutation(() => Group)
  @Allow('member')
  removeFromGroup(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
    @Args('reason') reason: string,
  ): Promise<Group> {
    return this.memberships.remove(viewer, group, person, reason);
  }

  @Mutation(() => Group)
  @Allow('member')
  banFromGroup(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
    @Args('reason') reason: string,
  ): Promise<Group> {
    return this.memberships.ban(viewer, group, person, reason);
  }

  @Mutation(() => Group)
  @Allow('member')
  unbanFromGroup(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
  ): Promise<Group> {
    return this.memberships.unban(viewer, group, person);
  }

  @Mutation(() => Group)
  @Allow('member')
  setGroupRole(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('person', { type: () => ID }) person: string,
    @Args('role', { type: () => GroupRole }) role: GroupRole,
  ): Promise<Group> {
    return this.memberships.setRole(viewer, group, person, role);
  }
}
