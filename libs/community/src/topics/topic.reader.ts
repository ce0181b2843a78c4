import { Injectable } from '@nestjs/common';
import { type Page, type Sql, isId, joined, pageOf, pageSize, sql } from '@veche/platform';
import { Gate, type Viewer, audienceKind, visibleTopic } from '@veche/visibility';
import type { TopicListArgs } from './topic-list.args.js';
import { chosenTopics, inOrder } from './topic-list.sql.js';
import { topicCan } from './topic.policy.js';
import { topicColumns, topicRows, wholeTopics } from './topic.sql.js';
import type { Topic } from './topic.type.js';

/** What the statements leave to be worked out of the row itself. */
type TopicRow = Omit<Topic, 'path' | 'audience' | 'can' | 'isSolved' | 'isOfficiallyAnswered'>;

/** With the value that its list is ordered by. */
type ListedTopic = Topic & { sortKey: Date | number };

/** Topics as a viewer sees them; what it does not see is not there. */
@Injectable()
export class TopicReader {
  constructor(private readonly gate: Gate) {}

  /** One topic with its text and statuses, in one statement; null when there is none that this viewer sees. */
  async byKey(viewer: Viewer, key: string): Promise<Topic | null> {
    return /^[0-9a-z]{8}$/i.test(key) ? this.whole(viewer, sql`t.key = ${key.toLowerCase()}`) : null;
  }

  /** The same by id: what a command answers with. */
  async byId(viewer: Viewer, id: string): Promise<Topic | null> {
    return isId(id) ? this.whole(viewer, sql`t.id = ${id}`) : null;
  }

  /** In the form of list rows and in the order of the ids; one statement. */
  async byIds(viewer: Viewer, ids: readonly string[]): Promise<Topic[]> {
    const known = ids.filter(isId);
    if (known.length === 0) return [];
    const wanted = sql`array[${joined(known.map((id) => sql`${id}::uuid`))}]`;
    const chosen = sql`select ${topicColumns(viewer)}, array_position(${wanted}, t.id) as sort_key from topic t
      where t.id = any(${wanted}) and ${visibleTopic(viewer, 't')}`;
    return this.rows(viewer, chosen, sql`t.sort_key`);
  }

  /** One page of a list; one statement. @throws Refusal INVALID of a damaged cursor */
  async list(viewer: Viewer, args: TopicListArgs): Promise<Page<Topic>> {
    const first = pageSize(args.first);
    if (viewer.personId === null && (args.filter === 'MINE' || args.filter === 'FOLLOWED')) return pageOf<Topic>([], first, () => []);
    const found = await this.rows(viewer, chosenTopics(viewer, args, first), inOrder);
    return pageOf(found, first, ({ sortKey, id }) => [sortKey instanceof Date ? sortKey.getTime() : sortKey, id]);
  }

  private async rows(viewer: Viewer, chosen: Sql, order: Sql): Promise<ListedTopic[]> {
    const found = await this.gate.readerFor(viewer).rows<TopicRow & Pick<ListedTopic, 'sortKey'>>(topicRows(viewer, chosen, order));
    return found.map((row) => ({ ...topicOf(viewer, row), sortKey: row.sortKey }));
  }

  /** Several with their texts and statuses, by id; one statement. */
  async wholeByIds(viewer: Viewer, ids: readonly string[]): Promise<Map<string, Topic>> {
    const found = await this.wholes(viewer, sql`t.id = any(${ids.filter(isId)}::uuid[])`);
    return new Map(found.map((topic) => [topic.id, topic]));
  }

  private async whole(viewer: Viewer, condition: Sql): Promise<Topic | null> {
    return (await this.wholes(viewer, condition))[0] ?? null;
  }

  private async wholes(viewer: Viewer, condition: Sql): Promise<Topic[]> {
    const found = await this.gate.readerFor(viewer).rows<TopicRow>(wholeTopics(viewer, sql`${condition} and ${visibleTopic(viewer, 't')}`));
    return found.map((row) => {
      const topic = topicOf(viewer, row);
      return topic.can.edit ? topic : { ...topic, bodyMarkdown: null };
    });
  }
}

function topicOf(viewer: Viewer, row: TopicRow): Topic {
  return {
    ...row,
    path: `/t/${row.key}/${row.slug}`,
    audience: audienceKind(row.audienceId),
    isSolved: row.solutionReplyId !== null,
    isOfficiallyAnswered: row.officialReplyId !== null,
    can: topicCan(viewer, row),
  };
}
