import { Args, Context, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { Allow, type AudienceKind, CurrentViewer, type Viewer } from '@veche/visibility';
import { draftToken } from '../drafts/draft-cookie.js';
import { DraftService } from '../drafts/draft.service.js';
import { Batch } from '../loading/batch.js';
import { StatusChange } from '../statuses/status-change.type.js';
import { AskService, namedAudience } from './ask.service.js';
import { EditService } from './edit.service.js';
import { TopicListArgs } from './topic-list.args.js';
import { AskInput, EditTopicInput } from './topic.input.js';
import { TopicReader } from './topic.reader.js';
import { TopicService } from './topic.service.js';
import { Topic, TopicConnection } from './topic.type.js';
import { AudienceKinds, TopicKind } from './topic.words.js';

@Resolver(() => Topic)
export class TopicResolver {
  constructor(
    private readonly reader: TopicReader,
    private readonly asking: AskService,
    private readonly editing: EditService,
    private readonly topicService: TopicService,
    private readonly drafts: DraftService,
  ) {}

  @Query(() => Topic, { nullable: true })
  @Allow('everyone')
  topic(@CurrentViewer() viewer: Viewer, @Args('key') key: string): Promise<Topic | null> {
    return this.reader.byKey(viewer, key);
  }

  @Query(() => TopicConnection)
  @Allow('everyone')
  topics(@CurrentViewer() viewer: Viewer, @Args() args: TopicListArgs): Promise<TopicConnection> {
    return this.reader.list(viewer, args);
  }

  @Mutation(() => Topic)
  @Allow('member')
  async ask(@CurrentViewer() viewer: Viewer, @Args('input') input: AskInput, @Context() context: PortalContext): Promise<Topic> {
    const topic = await this.asking.ask(viewer, input);
    // What was typed before signing in has been sent: the next ask begins empty, whoever sits at this browser then.
    await this.drafts.drop(draftToken(context.request.headers.cookie));
    return topic;
  }

  @Mutation(() => Topic)
  @Allow('member')
  editTopic(@CurrentViewer() viewer: Viewer, @Args('input') input: EditTopicInput): Promise<Topic> {
    return this.editing.edit(viewer, input);
  }

  @Mutation(() => Topic)
  @Allow('member')
  retypeTopic(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) id: string,
    @Args('kind', { type: () => TopicKind }) kind: TopicKind,
  ): Promise<Topic> {
    return this.topicService.retype(viewer, id, kind);
  }

  @Mutation(() => Topic)
  @Allow('member')
  moveTopic(
    @CurrentViewer() viewer: Viewer,
    @Args('topic', { type: () => ID }) id: string,
    @Args('audience', { type: () => AudienceKinds, nullable: true, description: 'Out of any group, for this audience; or name a group.' })
    audience: AudienceKind | null,
    @Args('group', { type: () => String, nullable: true, description: 'Slug of a group that the viewer is a member of.' })
    group: string | null,
  ): Promise<Topic> {
    return this.topicService.move(viewer, id, group ? { group } : namedAudience(audience ?? 'GROUP'));
  }

  @Mutation(() => Topic)
  @Allow('member')
  closeTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) id: string): Promise<Topic> {
    return this.topicService.close(viewer, id);
  }

  @Mutation(() => Topic)
  @Allow('member')
  reopenTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) id: string): Promise<Topic> {
    return this.topicService.reopen(viewer, id);
  }

  @Mutation(() => Topic)
  @Allow('member')
  deleteTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) id: string): Promise<Topic> {
    return this.topicService.delete(viewer, id);
  }

  @Mutation(() => Topic)
  @Allow('member')
  restoreTopic(@CurrentViewer() viewer: Viewer, @Args('topic', { type: () => ID }) id: string): Promise<Topic> {
    return this.topicService.restore(viewer, id);
  }
}

/** What list rows leave out: read when a page asks for it, for all its topics at once. */
@Resolver(() => Topic)
export class TopicTextResolver {
  constructor(private readonly reader: TopicReader) {}

  @ResolveField(() => String)
  async bodyHtml(@Parent() topic: Topic, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<string> {
    return topic.bodyHtml ?? (await this.whole(viewer, context, topic.id))?.bodyHtml ?? '';
  }

  @ResolveField(() => String, { nullable: true, description: 'The source; null unless the viewer may edit.' })
  async bodyMarkdown(@Parent() topic: Topic, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<string | null> {
    if (topic.bodyMarkdown !== undefined) return topic.bodyMarkdown;
    return (await this.whole(viewer, context, topic.id))?.bodyMarkdown ?? null;
  }

  @ResolveField(() => [StatusChange])
  async statusChanges(@Parent() topic: Topic, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<StatusChange[]> {
    return topic.statusChanges ?? (await this.whole(viewer, context, topic.id))?.statusChanges ?? [];
  }

  @ResolveField(() => Boolean)
  async viewerFollows(@Parent() topic: Topic, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<boolean> {
    return topic.viewerFollows ?? (await this.whole(viewer, context, topic.id))?.viewerFollows ?? false;
  }

  private whole(viewer: Viewer, context: PortalContext, id: string): Promise<Topic | undefined> {
    return Batch.of(context, 'topics', (ids) => this.reader.wholeByIds(viewer, ids)).load(id);
  }
}
