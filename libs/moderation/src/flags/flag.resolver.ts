import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ModerationReason } from '../moderation.words.js';
import { FlagReader } from './flag.reader.js';
import { FlagService } from './flag.service.js';
import { FlaggedPost } from './flag.type.js';

@Resolver()
export class FlagResolver {
  constructor(
    private readonly flags: FlagService,
    private readonly reader: FlagReader,
  ) {}

  @Query(() => FlaggedPost, { nullable: true, description: 'A topic, or a reply to it, as whoever points it out sees it.' })
  @Allow('member')
  flaggedPost(
    @CurrentViewer() viewer: Viewer,
    @Args('key', { description: 'Of the topic.' }) key: string,
    @Args('reply', { type: () => ID, nullable: true }) reply?: string | null,
  ): Promise<FlaggedPost | null> {
    return this.reader.post(viewer, key, reply);
  }

  @Mutation(() => Boolean, { description: 'Points out a topic or a reply to whoever keeps order there; once.' })
  @Allow('member')
  flagPost(
    @CurrentViewer() viewer: Viewer,
    @Args('reason', { type: () => ModerationReason }) reason: ModerationReason,
    @Args('topic', { type: () => ID, nullable: true }) topic?: string | null,
    @Args('reply', { type: () => ID, nullable: true }) reply?: string | null,
    @Args('words', { type: () => String, nullable: true }) words?: string | null,
  ): Promise<boolean> {
    return this.flags.flag(viewer, { topic, reply, reason, words });
  }

  @Mutation(() => Boolean, { description: 'Takes back one’s own flag, as long as nobody has decided.' })
  @Allow('member')
  unflagPost(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID, nullable: true }) topic?: string | null,
    @Args('reply', { type: () => ID, nullable: true }) reply?: string | null,
  ): Promise<boolean> {
    return this.flags.unflag(viewer, { topic, reply });
  }
}
