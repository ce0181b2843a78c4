import { Args, Context, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { PortalContext } from '@veche/identity';
import { pageSize } from '@veche/platform';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { Batch } from '../loading/batch.js';
import { TopicTally } from '../topics/topic-tally.js';
import { TagService } from './tag.service.js';
import { Tag } from './tag.type.js';

@Resolver(() => Tag)
export class TagResolver {
  constructor(
    private readonly tagService: TagService,
    private readonly tally: TopicTally,
  ) {}

  @Query(() => [Tag])
  @Allow('everyone')
  tags(
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 50 }) first: number | null,
  ): Promise<Tag[]> {
    return this.tagService.list(viewer, pageSize(first, 50));
  }

  @Query(() => Tag, { nullable: true })
  @Allow('everyone')
  tag(@CurrentViewer() viewer: Viewer, @Args('slug') slug: string): Promise<Tag | null> {
    return this.tagService.bySlug(viewer, slug);
  }

  @Mutation(() => Tag)
  @Allow(['ADMIN'])
  saveTagSynonyms(
    @CurrentViewer() viewer: Viewer,
    @Args('tag', { type: () => ID }) id: string,
    @Args('synonyms', { type: () => [String] }) synonyms: string[],
  ): Promise<Tag> {
    return this.tagService.saveSynonyms(viewer, id, synonyms);
  }

  @ResolveField(() => Int, { description: 'Visible topics that have it.' })
  async topicCount(@Parent() tag: Tag, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<number> {
    return tag.topicCount ?? (await Batch.of(context, 'topic counts', (ids) => this.tally.counts(viewer, ids)).load(tag.id)) ?? 0;
  }

  @ResolveField(() => [String])
  async synonyms(@Parent() tag: Tag, @CurrentViewer() viewer: Viewer, @Context() context: PortalContext): Promise<string[]> {
    return tag.synonyms ?? (await Batch.of(context, 'synonyms', (ids) => this.tagService.synonyms(viewer, ids)).load(tag.id)) ?? [];
  }
}
