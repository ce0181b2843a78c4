import { Injectable } from '@nestjs/common';
import { ReplyReader, TopicReader } from '@veche/community';
import { pageSize } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type EntryRow, EntryRepository } from './entry.repository.js';
import type { FaqEntry, FaqSection } from './faq-entry.type.js';

/** The living FAQ. Three statements, whatever its size. */
@Injectable()
export class FaqService {
  constructor(
    private readonly entries: EntryRepository,
    private readonly topics: TopicReader,
    private readonly replies: ReplyReader,
  ) {}

  /** Sections with entries, in the order of the products; topics without a product come last. */
  async sections(viewer: Viewer, product: string | null, first: number | null): Promise<FaqSection[]> {
    const rows = await this.entries.bySection(viewer, product, pageSize(first, 10));
    const entryOf = await this.load(viewer, rows);
    const sections = new Map<string, FaqSection>();
    for (const row of rows) {
      const entry = entryOf(row);
      if (entry === undefined) continue;
      const section = sections.get(row.product?.id ?? '') ?? { product: row.product ?? null, entries: [], past: [] };
      sections.set(row.product?.id ?? '', section);
      (row.isPast ? section.past : section.entries).push(entry);
    }
    return [...sections.values()];
  }

  async mostNeeded(viewer: Viewer, first: number | null, group: string | null = null): Promise<FaqEntry[]> {
    const rows = await this.entries.mostNeeded(viewer, pageSize(first, 5), group);
    const entryOf = await this.load(viewer, rows);
    return rows.flatMap((row) => entryOf(row) ?? []);
  }

  /** Loads topics and answers of all rows at once; what the viewer lost sight of between the statements has no entry. */
  private async load(viewer: Viewer, rows: readonly EntryRow[]): Promise<(row: EntryRow) => FaqEntry | undefined> {
    const [topics, answers] = await Promise.all([
      this.topics.byIds(viewer, [...new Set(rows.map(({ topicId }) => topicId))]),
      this.replies.byIds(
        viewer,
        rows.map(({ answerId }) => answerId),
      ),
    ]);
    const topicById = new Map(topics.map((topic) => [topic.id, topic]));
    const answerById = new Map(answers.map((answer) => [answer.id, answer]));
    return ({ topicId, answerId, ...reason }) => {
      const [topic, answer] = [topicById.get(topicId), answerById.get(answerId)];
      return topic && answer && { ...reason, topic, answer };
    };
  }
}
