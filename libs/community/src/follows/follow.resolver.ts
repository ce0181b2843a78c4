import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Topic } from '../topics/topic.type.js';
import { FollowService } from './follow.service.js';

@Resolver(() => Topic)
export class FollowResolver {
  constructor(private readonly follows: FollowService) {}

  @Mutation(() => Topic)
  @Allow('member')
  followTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) topic: string): Promise<Topic> {
    return this.follows.follow(viewer, topic);
  }

  @Mutation(() => Topic)
  @Allow('member')
  unfollowTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) topic: string): Promise<Topic> {
    return this.follows.unfollow(viewer, topic);
  }
}
