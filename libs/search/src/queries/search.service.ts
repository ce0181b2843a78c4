import { Injectable } from '@nestjs/common';
import { TopicReader } from '@veche/community';
import { type BrakeRule, Brakes, networkOf, newId, pageSize } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { ofSearch } from '../topics/query-text.js';
import { TopicFinder } from '../topics/topic.finder.js';
import { SearchRecorder } from './search-recorder.js';
import type { SearchResult } from './search-result.type.js';

/** Every search leaves a row, so they are braked: per person, and for visitors per network, behind which an office may sit. */
export const SEARCH_BRAKE: BrakeRule = { name: 'search', points: 120, seconds: 60 };

/** Search as people type it into the box. */
@Injectable()
export class SearchService {
  constructor(
    private readonly finder: TopicFinder,
    private readonly topics: TopicReader,
    private readonly recorder: SearchRecorder,
    private readonly brakes: Brakes,
  ) {}

  /**
   * Topics with all the words first, then those with any. The search is recorded while its rows are loaded: the reader does not wait
   * longer for it, and what was answered has been recorded. A text without a word is no search and leaves no record.
   * @throws Refusal LIMITED
   */
  async search(viewer: Viewer, typed: string, first: number | null, address: string): Promise<SearchResult> {
    const id = newId();
    const text = ofSearch(typed);
    if (text.words === '') return { id, topics: [] };
    await this.brakes.spend(SEARCH_BRAKE, viewer.personId ?? networkOf(address));
    const topicIds = await this.finder.find(viewer, text, pageSize(first));
    const [topics] = await Promise.all([
      this.topics.byIds(viewer, topicIds),
      this.recorder.performed(viewer, { id, text: text.demanded, topicIds }),
    ]);
    return { id, topics };
  }
}
