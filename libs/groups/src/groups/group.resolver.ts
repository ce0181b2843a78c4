import { Args, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, GroupType, type Viewer } from '@veche/visibility';
import { CreateGroupInput, EditGroupInput } from './group.input.js';
import { GroupReader } from './group.reader.js';
import { GroupService } from './group.service.js';
import { Group, GroupConnection } from './group.type.js';
import { TypePreviewReader } from './type-preview.reader.js';
import { GroupTypePreview } from './type-preview.type.js';

@Resolver(() => Group)
export class GroupResolver {
  constructor(
    private readonly reader: GroupReader,
    private readonly groupService: GroupService,
    private readonly previews: TypePreviewReader,
  ) {}

  @Query(() => Group, { nullable: true })
  @Allow('everyone')
  group(@CurrentViewer() viewer: Viewer, @Args('slug') slug: string): Promise<Group | null> {
    return this.reader.bySlug(viewer, slug);
  }

  @Query(() => GroupConnection, { description: 'By name. Of UNLISTED groups those alone that the viewer is in.' })
  @Allow('everyone')
  groups(
    @CurrentViewer() viewer: Viewer,
    @Args('mine', { type: () => Boolean, nullable: true, defaultValue: false }) mine: boolean | null,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 30 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
  ): Promise<GroupConnection> {
    return this.reader.list(viewer, { mine, first, after });
  }

  @Query(() => GroupTypePreview, { description: 'Who would gain or lose sight; for the group’s owners.' })
  @Allow('member')
  groupTypePreview(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('type', { type: () => GroupType }) type: GroupType,
  ): Promise<GroupTypePreview> {
    return this.previews.of(viewer, group, type);
  }

  @Mutation(() => Group)
  @Allow(['REPRESENTATIVE', 'MODERATOR'])
  createGroup(@CurrentViewer() viewer: Viewer, @Args('input') input: CreateGroupInput): Promise<Group> {
    return this.groupService.create(viewer, input);
  }

  @Mutation(() => Group)
  @Allow('member')
  editGroup(@CurrentViewer() viewer: Viewer, @Args('input') input: EditGroupInput): Promise<Group> {
    return this.groupService.edit(viewer, input);
  }

  @Mutation(() => Group)
  @Allow('member')
  changeGroupType(
    @CurrentViewer() viewer: Viewer,
    @Args('group') group: string,
    @Args('type', { type: () => GroupType }) type: GroupType,
  ): Promise<Group> {
    return this.groupService.changeType(viewer, group, type);
  }
}
