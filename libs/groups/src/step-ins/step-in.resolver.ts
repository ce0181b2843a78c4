import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Group } from '../groups/group.type.js';
import { GroupActReader } from './group-act.reader.js';
import { GroupAct } from './group-act.type.js';
import { StepInService } from './step-in.service.js';

@Resolver()
export class StepInResolver {
  constructor(
    private readonly stepIns: StepInService,
    private readonly acts: GroupActReader,
  ) {}

  @Query(() => [GroupAct], { description: 'What was done in a group by whoever leads it or stepped in; for its owners and moderators.' })
  @Allow('member')
  groupActs(@CurrentViewer() viewer: Viewer, @Args('group') group: string): Promise<GroupAct[]> {
    return this.acts.list(viewer, group);
  }

  @Mutation(() => Group, { description: 'A moderator of the site looks into a group for an hour; its owners see that, and why.' })
  @Allow(['MODERATOR'])
  stepIn(@CurrentViewer() viewer: Viewer, @Args('group') group: string, @Args('reason') reason: string): Promise<Group> {
    return this.stepIns.stepIn(viewer, group, reason);
  }

  @Mutation(() => Boolean)
  @Allow(['MODERATOR'])
  stepOut(@CurrentViewer() viewer: Viewer, @Args('group') group: string): Promise<boolean> {
    return this.stepIns.stepOut(viewer, group);
  }
}
