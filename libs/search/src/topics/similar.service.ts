import { Injectable } from '@nestjs/common';
import { type Topic, type TopicKind, TopicReader } from '@veche/community';
import type { Viewer } from '@veche/visibility';
import { ofDraft } from './query-text.js';
import { TopicFinder } from './topic.finder.js';

/** What is shown while somebody types. */
const AT_MOST = 5;

/** Topics that read like one that is being written. Nothing of it is recorded: it is not sent yet. */
@Injectable()
export class SimilarService {
  constructor(
    private readonly finder: TopicFinder,
    private readonly topics: TopicReader,
  ) {}

  async similar(viewer: Viewer, title: string, body: string, kind: TopicKind | null): Promise<Topic[]> {
    return this.topics.byIds(viewer, await this.finder.find(viewer, ofDraft(title, body, kind), AT_MOST));
  }
}
