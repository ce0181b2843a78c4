import { Args, Context, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Topic, TopicKind } from '@veche/community';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { SimilarService } from '../topics/similar.service.js';
import { SearchRecorder } from './search-recorder.js';
import { SearchResult } from './search-result.type.js';
import { SearchService } from './search.service.js';

@Resolver()
export class SearchResolver {
  constructor(
    private readonly searches: SearchService,
    private readonly similarity: SimilarService,
    private readonly recorder: SearchRecorder,
  ) {}

  @Query(() => SearchResult)
  @Allow('everyone')
  search(
    @CurrentViewer() viewer: Viewer,
    @Args('query') query: string,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Context('address') address: string,
  ): Promise<SearchResult> {
    return this.searches.search(viewer, query, first, address);
  }

  @Query(() => [Topic], { description: 'Topics that read like this one, best first, at most five.' })
  @Allow('everyone')
  similarTopics(
    @CurrentViewer() viewer: Viewer,
    @Args('title') title: string,
    @Args('body', { type: () => String, nullable: true, defaultValue: '' }) body: string | null,
    @Args('kind', { type: () => TopicKind, nullable: true }) kind: TopicKind | null,
  ): Promise<Topic[]> {
    return this.similarity.similar(viewer, title, body ?? '', kind ?? null);
  }

  @Mutation(() => Boolean)
  @Allow('everyone')
  recordSearchClick(
    @CurrentViewer() viewer: Viewer,
    @Args('search', { type: () => ID }) search: string,
    @Args('topic', { type: () => ID }) topic: string,
  ): Promise<boolean> {
    return this.recorder.clicked(viewer, search, topic);
  }
}
