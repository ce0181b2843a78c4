import { Args, ID, Info, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import type { GraphQLResolveInfo } from 'graphql';
import { askedFields } from '../loading/asked-fields.js';
import { Topic } from '../topics/topic.type.js';
import { type FollowedTopic, FollowService } from './follow.service.js';

@Resolver(() => Topic)
export class FollowResolver {
  constructor(private readonly follows: FollowService) {}

  @Mutation(() => Topic)
  @Allow('member')
  followTopic(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Topic | FollowedTopic> {
    return this.follows.follow(viewer, topic, askedFields(info));
  }

  @Mutation(() => Topic)
  @Allow('member')
  unfollowTopic(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Topic | FollowedTopic> {
    return this.follows.unfollow(viewer, topic, askedFields(info));
  }
}
