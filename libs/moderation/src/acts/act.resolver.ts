import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { ModerationReason } from '../moderation.words.js';
import { ActReader } from './act.reader.js';
import { ActService } from './act.service.js';
import { ModerationAct, ModerationActConnection, SanctionInput } from './act.type.js';

@Resolver()
export class ActResolver {
  constructor(
    private readonly acts: ActService,
    private readonly reader: ActReader,
  ) {}

  @Query(() => ModerationActConnection, { description: 'What moderators did; the newest first.' })
  @Allow('member')
  moderationActs(
    @CurrentViewer() viewer: Viewer,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
    @Args('first', { type: () => Int, nullable: true }) first?: number | null,
  ): Promise<ModerationActConnection> {
    return this.reader.list(viewer, after, first);
  }

  @Query(() => [ModerationAct], { description: 'Acts that people object to and nobody has answered; the oldest first.' })
  @Allow('member')
  moderationObjections(@CurrentViewer() viewer: Viewer): Promise<ModerationAct[]> {
    return this.reader.objected(viewer);
  }

  @Mutation(() => [ModerationAct], { description: 'Lets posts through; one act for each author.' })
  @Allow('member')
  async approvePosts(@CurrentViewer() viewer: Viewer, @Args('cases', { type: () => [ID] }) cases: string[]): Promise<ModerationAct[]> {
    return this.reader.byIds(await this.acts.approve(viewer, cases));
  }

  @Mutation(() => [ModerationAct], { description: 'Takes posts away; one act for each author, who is told why.' })
  @Allow('member')
  async removePosts(
    @CurrentViewer() viewer: Viewer,
    @Args('cases', { type: () => [ID] }) cases: string[],
    @Args('reason', { type: () => ModerationReason }) reason: ModerationReason,
    @Args('words', { type: () => String, nullable: true }) words?: string | null,
  ): Promise<ModerationAct[]> {
    return this.reader.byIds(await this.acts.remove(viewer, cases, { reason, words }));
  }

  @Mutation(() => [ModerationAct], { description: 'Warns, silences, suspends or bans; one act for each person.' })
  @Allow(['MODERATOR', 'ADMIN'])
  async sanctionPeople(@CurrentViewer() viewer: Viewer, @Args('input') input: SanctionInput): Promise<ModerationAct[]> {
    return this.reader.byIds(await this.acts.sanction(viewer, input));
  }

  @Mutation(() => Boolean, { description: 'Puts everything back as it was before the act.' })
  @Allow('member')
  undoModeration(@CurrentViewer() viewer: Viewer, @Args('act', { type: () => ID }) act: string): Promise<boolean> {
    return this.acts.undo(viewer, act);
  }
}
