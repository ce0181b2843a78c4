import { Args, ID, Mutation, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ModerationReason } from '../moderation.words.js';
import { FlagService } from './flag.service.js';

@Resolver()
export class FlagResolver {
  constructor(private readonly flags: FlagService) {}

  @Mutation(() => Boolean, { description: 'Points out a topic or a reply to whoever keeps order there.' })
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
}
