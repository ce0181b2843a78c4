import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Topic } from '../topics/topic.type.js';
import { VerdictService } from './verdict.service.js';

@Resolver(() => Topic)
export class VerdictResolver {
  constructor(private readonly verdicts: VerdictService) {}

  @Mutation(() => Topic)
  @Allow('member')
  markSolution(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Topic> {
    return this.verdicts.markSolution(viewer, reply);
  }

  @Mutation(() => Topic)
  @Allow('member')
  unmarkSolution(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) topic: string): Promise<Topic> {
    return this.verdicts.unmarkSolution(viewer, topic);
  }

  @Mutation(() => Topic)
  @Allow(['REPRESENTATIVE'])
  markOfficial(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Topic> {
    return this.verdicts.markOfficial(viewer, reply);
  }

  @Mutation(() => Topic)
  @Allow(['REPRESENTATIVE'])
  unmarkOfficial(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) topic: string): Promise<Topic> {
    return this.verdicts.unmarkOfficial(viewer, topic);
  }
}
