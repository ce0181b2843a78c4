import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Topic } from '../topics/topic.type.js';
import { TopicStatus } from '../topics/topic.words.js';
import { StatusService } from './status.service.js';

@Resolver(() => Topic)
export class StatusResolver {
  constructor(private readonly statuses: StatusService) {}

  @Mutation(() => Topic)
  @Allow(['REPRESENTATIVE'])
  setStatus(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) id: string,
    @Args('status', { type: () => TopicStatus }) status: TopicStatus,
    @Args('word') word: string,
  ): Promise<Topic> {
    return this.statuses.set(viewer, id, status, word);
  }
}
