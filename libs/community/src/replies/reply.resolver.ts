import { Args, Context, ID, Info, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { excerptOf } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import type { GraphQLResolveInfo } from 'graphql';
import { askedFields } from '../loading/asked-fields.js';
import type { PostedReply } from './plain-replies.js';
import { ReplyInput } from './reply.input.js';
import { ReplyService } from './reply.service.js';
import { Reply } from './reply.type.js';
import { ReplyUpkeepService } from './reply-upkeep.service.js';
import { ThreadLoader } from './thread.loader.js';
import { ThreadReader } from './thread.reader.js';

@Resolver(() => Reply)
export class ReplyResolver {
  constructor(
    private readonly replies: ReplyService,
    private readonly upkeep: ReplyUpkeepService,
    private readonly threads: ThreadReader,
  ) {}

  @Mutation(() => Reply)
  @Allow('member')
  reply(@CurrentViewer() viewer: Viewer, @Args('input') input: ReplyInput, @Info() info: GraphQLResolveInfo): Promise<Reply | PostedReply> {
    return this.replies.reply(viewer, input, askedFields(info));
  }

  @Mutation(() => Reply)
  @Allow('member')
  editReply(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string, @Args('body') body: string): Promise<Reply> {
    return this.upkeep.edit(viewer, reply, body);
  }

  @Mutation(() => Reply)
  @Allow('member')
  deleteReply(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Reply> {
    return this.upkeep.delete(viewer, reply);
  }

  @Mutation(() => Reply)
  @Allow('member')
  restoreReply(@CurrentViewer() viewer: Viewer, @Args('reply', { type: () => ID }) reply: string): Promise<Reply> {
    return this.upkeep.restore(viewer, reply);
  }

  @ResolveField(() => String, { description: 'Plain text, at most 200 characters.' })
  excerpt(@Parent() reply: Reply): string {
    return excerptOf(reply.bodyHtml);
  }

  @ResolveField(() => [Reply], { description: 'On an answer: the first 100 comments, oldest first.' })
  comments(@Parent() reply: Reply, @Context() context: PortalContext): Reply[] | Promise<Reply[]> {
    if (reply.kind === 'COMMENT') return [];
    return reply.comments ?? ThreadLoader.of(context, this.threads).commentsOfAnswer(reply.id);
  }
}
