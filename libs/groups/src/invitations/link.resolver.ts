import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Group } from '../groups/group.type.js';
import { GroupLink, LinkedGroup } from './invitation.type.js';
import { LinkService } from './link.service.js';

@Resolver()
export class LinkResolver {
  constructor(private readonly links: LinkService) {}

  @Query(() => [GroupLink], { description: 'Links that still let somebody in; for those who lead the group.' })
  @Allow('member')
  groupLinks(@CurrentViewer() viewer: Viewer, @Args('group') group: string): Promise<GroupLink[]> {
    return this.links.list(viewer, group);
  }

  @Query(() => LinkedGroup, {
    nullable: true,
    description: 'What an invitation link tells before it is taken up; null when it lets nobody in.',
  })
  @Allow('everyone')
  groupLink(@Args('token') token: string): Promise<LinkedGroup | null> {
    return this.links.look(token);
  }

  @Mutation(() => GroupLink)
  @Allow('member')
  createGroupLink(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('uses', { type: () => Int }) uses: number,
    @Args('days', { type: () => Int }) days: number,
  ): Promise<GroupLink> {
    return this.links.create(viewer, group, uses, days);
  }

  @Mutation(() => Boolean)
  @Allow('member')
  revokeGroupLink(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<boolean> {
    return this.links.revoke(viewer, group, id);
  }

  @Mutation(() => Group, { description: 'Joins by an invitation link.' })
  @Allow('member')
  acceptGroupLink(@CurrentViewer() viewer: Viewer, @Args('token') token: string): Promise<Group> {
    return this.links.accept(viewer, token);
  }
}
