import { Injectable } from '@nestjs/common';
import { type Sql, type Tx, isId, joined, newTopicKey, notFound, rows, sql, verbatim } from '@veche/platform';
import { type ContentState, type Viewer, canSee, visibleTopic } from '@veche/visibility';
import { touchSite } from '../site/site.version.js';
import { TopicEntity } from './topic.entity.js';

/** A topic that this transaction holds: nobody moves, edits or deletes it until the commit. */
export type LockedTopic = TopicEntity;

/** What a new topic is made of; everything else has its first value. */
export type NewTopic = Pick<
  TopicEntity,
  | ('id' | 'slug' | 'kind' | 'audienceId' | 'groupId' | 'status' | 'title' | 'bodyMd' | 'bodyHtml' | 'excerpt')
  | ('authorPersonId' | 'authorName' | 'createdAt' | 'followerCount')
> & { state?: ContentState };

/** The write side of topics. */
@Injectable()
export class TopicRepository {
  /**
   * Locks a topic that the viewer can see. Every write under a topic begins here and copies `audienceId` and `state` from the
   * answer (decision 9). Writers exclude each other; who only refers to the topic (a foreign key, a reader of the log) is not kept out.
   * @throws Refusal NOT_FOUND when there is none, or none that this viewer sees
   */
  async lock(tx: Tx, viewer: Viewer, id: string): Promise<LockedTopic> {
    return this.lockWhere(tx, viewer, id, sql`t.id = ${id}`);
  }

  /** The same for several viewers at once: the topic for each who sees it, null for the others. */
  async lockForEach(tx: Tx, viewers: readonly Viewer[], id: string): Promise<(LockedTopic | null)[]> {
    const [topic] = await rows<LockedTopic>(tx, sql`select ${columns(tx)} from topic t where t.id = ${id} for no key update`);
    return viewers.map((viewer) => (topic !== undefined && canSee(viewer, topic) ? topic : null));
  }

  /** The same of the topic that a reply hangs on; the reply is then read under the lock. @throws Refusal NOT_FOUND */
  async lockOfReply(tx: Tx, viewer: Viewer, replyId: string): Promise<LockedTopic> {
    // A reply never changes its topic, so this may be looked up before the lock.
    return this.lockWhere(tx, viewer, replyId, sql`t.id = (select r.topic_id from reply r where r.id = ${replyId})`);
  }

  private async lockWhere(tx: Tx, viewer: Viewer, id: string, condition: Sql): Promise<LockedTopic> {
    if (!isId(id)) throw notFound();
    const [topic] = await rows<LockedTopic>(
      tx,
      sql`select ${columns(tx)} from topic t where ${condition} and ${visibleTopic(viewer, 't')} for no key update`,
    );
    if (topic === undefined) throw notFound();
    return topic;
  }

  /** Inserts a topic under a key of its own: the random key is drawn again when it is taken (once in 10¹² pairs). */
  async insert(tx: Tx, topic: NewTopic): Promise<LockedTopic> {
    for (let draw = 0; draw < 5; draw += 1) {
      const row = { ...topic, key: newTopicKey(), movedAt: topic.createdAt };
      const { raw } = await tx.createQueryBuilder().insert().into(TopicEntity).values(row).orIgnore().returning('id').execute();
      if ((raw as unknown[]).length === 0) continue;
      const [made] = await rows<LockedTopic>(tx, sql`select ${columns(tx)} from topic t where t.id = ${topic.id}`);
      return made!;
    }
    throw new Error('no free topic key in five draws');
  }

  /** Changes a locked topic, in the table and in the hand. Children follow a new audience or state by cascade. */
  async update(tx: Tx, topic: LockedTopic, change: Partial<Omit<TopicEntity, 'id'>>): Promise<void> {
    await tx.update(TopicEntity, { id: topic.id }, change);
    // Lists that are kept follow the log, which may stand still: what somebody may no longer see leaves them at once.
    if ('audienceId' in change || 'groupId' in change || 'state' in change) await touchSite(tx);
    Object.assign(topic, change);
  }
}

/** The entity's columns under its own names. */
function columns(tx: Tx): Sql {
  const { columns } = tx.connection.getMetadata(TopicEntity);
  return joined(columns.map((column) => verbatim(`t.${column.databaseName} as "${column.propertyName}"`)));
}
