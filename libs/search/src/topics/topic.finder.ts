import { Injectable } from '@nestjs/common';
import { Gate, type Viewer } from '@veche/visibility';
import type { QueryText } from './query-text.js';
import { rankedTopics } from './ranking.js';

/** Finds topics for a text in the embedded search of PostgreSQL. */
@Injectable()
export class TopicFinder {
  constructor(private readonly gate: Gate) {}

  /** Ids of published topics that the viewer sees, best first; one statement, none for a text without words. */
  async find(viewer: Viewer, text: QueryText, first: number): Promise<string[]> {
    if (text.words === '') return [];
    const found = await this.gate.readerFor(viewer).rows<{ topicId: string }>(rankedTopics(viewer, text, first));
    return found.map(({ topicId }) => topicId);
  }
}
