import { Module, type OnModuleInit } from '@nestjs/common';
import { CommunityModule } from '@veche/community';
import { Consumers } from '@veche/interactions';
import { Jobs } from '@veche/platform';
import { DocumentRepository } from './documents/document.repository.js';
import { SearchProjection } from './documents/search.projection.js';
import { SearchRecordRepository } from './queries/search-record.repository.js';
import { SearchRecorder } from './queries/search-recorder.js';
import { SearchResolver } from './queries/search.resolver.js';
import { SearchService } from './queries/search.service.js';
import { SimilarService } from './topics/similar.service.js';
import { TopicFinder } from './topics/topic.finder.js';

/** Search over topics, in PostgreSQL. */
@Module({
  imports: [CommunityModule],
  providers: [
    ...[DocumentRepository, SearchProjection, TopicFinder, SimilarService],
    ...[SearchRecordRepository, SearchRecorder, SearchService, SearchResolver],
  ],
  exports: [SearchService, SimilarService],
})
export class SearchModule implements OnModuleInit {
  constructor(
    private readonly consumers: Consumers,
    private readonly projection: SearchProjection,
    private readonly jobs: Jobs,
    private readonly recorder: SearchRecorder,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this.projection);
    this.jobs.define('forget-searches', () => this.recorder.forget(), '40 3 * * *');
  }
}
