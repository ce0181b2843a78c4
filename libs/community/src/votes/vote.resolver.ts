import { Args, ID, Info, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import type { GraphQLResolveInfo } from 'graphql';
import { askedFields } from '../loading/asked-fields.js';
import { Reply } from '../replies/reply.type.js';
import { Topic } from '../topics/topic.type.js';
import { ReplyVoteService } from './reply-vote.service.js';
import { TopicVoteService, type VotedTopic } from './topic-vote.service.js';

@Resolver()
export class VoteResolver {
  constructor(
    private readonly ofTopics: TopicVoteService,
    private readonly ofReplies: ReplyVoteService,
  ) {}

  @Mutation(() => Topic)
  @Allow('member')
  voteTopic(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Topic | VotedTopic> {
    return this.ofTopics.vote(viewer, topic, askedFields(info));
  }

  @Mutation(() => Topic)
  @Allow('member')
  withdrawTopicVote(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) topic: string,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Topic | VotedTopic> {
    return this.ofTopics.withdraw(viewer, topic, askedFields(info));
  }

  @Mutation(() => Reply)
  @Allow('member')
  voteReply(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Reply> {
    return this.ofReplies.vote(viewer, reply);
  }

  @Mutation(() => Reply)
  @Allow('member')
  withdrawReplyVote(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Reply> {
    return this.ofReplies.withdraw(viewer, reply);
  }
}
