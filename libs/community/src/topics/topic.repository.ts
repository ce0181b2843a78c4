import { Injectable } from '@nestjs/common';
import { type Sql, type Tx, isId, joined, notFound, rows, sql, verbatim } from '@veche/platform';
import { type Viewer, visibleTopic } from '@veche/visibility';
import { TopicEntity } from './topic.entity.js';

/** A topic that this transaction holds: nobody moves, edits or deletes it until the commit. */
export type LockedTopic = TopicEntity;

/** The write side of topics. */
@Injectable()
export class TopicRepository {
  /**
   * Locks a topic that the viewer can see. Every write under a topic begins here and copies `audienceId` and `state` from the
   * answer (decision 9).
   * @throws Refusal NOT_FOUND when there is none, or none that this viewer sees
   */
  async lock(tx: Tx, viewer: Viewer, id: string): Promise<LockedTopic> {
    if (!isId(id)) throw notFound();
    const [topic] = await rows<LockedTopic>(tx, sql`select ${columns(tx)} from topic t where t.id = ${id} and ${visibleTopic(viewer, 't')} for update`);
    if (topic === undefined) throw notFound();
    return topic;
  }
}

/** The entity's columns under its own names. */
function columns(tx: Tx): Sql {
  const { columns } = tx.connection.getMetadata(TopicEntity);
  return joined(columns.map((column) => verbatim(`t.${column.databaseName} as "${column.propertyName}"`)));
}
