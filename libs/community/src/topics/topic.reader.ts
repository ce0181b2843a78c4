import { Injectable } from '@nestjs/common';
import { type Sql, isId, joined, sql } from '@veche/platform';
import { Gate, type Viewer, audienceKind, visibleTopic } from '@veche/visibility';
import { topicCan } from './topic.policy.js';
import { TOPIC_COLUMNS, topicRows, wholeTopic } from './topic.sql.js';
import type { Topic } from './topic.type.js';

/** What the statements leave to be worked out of the row itself. */
type TopicRow = Omit<Topic, 'path' | 'audience' | 'can' | 'isSolved' | 'isOfficiallyAnswered' | 'deletedById'> & { deletedById?: string | null };

/** Topics as a viewer sees them; what it does not see is not there. */
@Injectable()
export class TopicReader {
  constructor(private readonly gate: Gate) {}

  /** One topic with its text and statuses, in one statement; null when there is none that this viewer sees. */
  byKey(viewer: Viewer, key: string): Promise<Topic | null> {
    return this.whole(viewer, sql`t.key = ${key.slice(0, 20).toLowerCase()}`);
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
    return this.list(viewer, sql`select ${TOPIC_COLUMNS} from topic t where t.id = any(${wanted}) and ${visibleTopic(viewer, 't')}`, sql`array_position(${wanted}, t.id)`);
  }

  /** List rows of a choice that carries the gate's condition. Used by the lists of this lib. */
  async list(viewer: Viewer, chosen: Sql, order: Sql): Promise<Topic[]> {
    const found = await this.gate.readerFor(viewer).rows<TopicRow>(topicRows(viewer, chosen, order));
    return found.map((row) => topicOf(viewer, row));
  }

  private async whole(viewer: Viewer, condition: Sql): Promise<Topic | null> {
    const row = await this.gate.readerFor(viewer).row<TopicRow>(wholeTopic(viewer, sql`${condition} and ${visibleTopic(viewer, 't')}`));
    if (row === undefined) return null;
    const topic = topicOf(viewer, row);
    if (!topic.can.edit) topic.bodyMarkdown = null;
    return topic;
  }
}

function topicOf(viewer: Viewer, row: TopicRow): Topic {
  const facts = { ...row, deletedById: row.deletedById ?? null };
  return {
    ...facts,
    path: `/t/${row.key}/${row.slug}`,
    audience: audienceKind(row.audienceId),
    isSolved: row.solutionReplyId !== null,
    isOfficiallyAnswered: row.officialReplyId !== null,
    can: topicCan(viewer, facts),
  };
}
