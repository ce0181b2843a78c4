import { Args, Context, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import type { Page } from '@veche/platform';
import { Topic } from '../topics/topic.type.js';
import { Reply, ReplyConnection, ReplyOrder } from './reply.type.js';
import { ThreadLoader } from './thread.loader.js';
import { ThreadReader } from './thread.reader.js';

/** What replies add to a topic; asked together, they are one statement. */
@Resolver(() => Topic)
export class ThreadResolver {
  constructor(private readonly threads: ThreadReader) {}

  @ResolveField(() => ReplyConnection, { description: 'Answers with their comments; comments directly on the topic are in `comments`.' })
  replies(
    @Parent() topic: Topic,
    @Context() context: PortalContext,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null,
    @Args('order', { type: () => ReplyOrder, nullable: true, defaultValue: ReplyOrder.BEST }) order: ReplyOrder | null,
  ): Promise<Page<Reply>> {
    return ThreadLoader.of(context, this.threads).answers(topic.id, first, after, order ?? 'BEST');
  }

  @ResolveField(() => [Reply], { description: 'Directly on the topic: the first 100, oldest first.' })
  comments(@Parent() topic: Topic, @Context() context: PortalContext): Promise<Reply[]> {
    return ThreadLoader.of(context, this.threads).commentsOfTopic(topic.id);
  }

  @ResolveField(() => Reply, { nullable: true })
  solution(@Parent() topic: Topic, @Context() context: PortalContext): Promise<Reply | null> | null {
    return topic.solutionReplyId === null ? null : ThreadLoader.of(context, this.threads).reply(topic.solutionReplyId);
  }

  @ResolveField(() => Reply, { nullable: true })
  officialAnswer(@Parent() topic: Topic, @Context() context: PortalContext): Promise<Reply | null> | null {
    return topic.officialReplyId === null ? null : ThreadLoader.of(context, this.threads).reply(topic.officialReplyId);
  }
}
