import { Injectable } from '@nestjs/common';
import { type Tx, isId, notFound, rows, sql } from '@veche/platform';
import { type ContentState, type Viewer, visibleReply } from '@veche/visibility';
import { type LockedTopic, TopicRepository } from '../topics/topic.repository.js';
import { type ReplyRow, factsOf, replyColumns, replyJoins } from './reply.sql.js';
import type { ReplyFacts } from './reply.policy.js';
import type { ReplyKind } from './reply.type.js';

/** A reply in the hand of a command: its topic is locked, so nothing about it changes until the commit. */
export type HeldReply = ReplyRow & ReplyFacts;

/** What a new reply is made of. */
export interface NewReply {
  id: string;
  kind: ReplyKind;
  parent: HeldReply | null;
  bodyMd: string;
  bodyHtml: string;
  authorPersonId: string;
  authorName: string;
  createdAt: Date;
  state: 'published' | 'held';
}

/** The write side of replies. */
@Injectable()
export class ReplyRepository {
  constructor(private readonly topics: TopicRepository) {}

  /**
   * Locks the topic of a reply that the viewer can see, then reads the reply as it is under that lock.
   * @throws Refusal NOT_FOUND when there is none, or none that this viewer sees
   */
  async lock(tx: Tx, viewer: Viewer, id: string): Promise<{ topic: LockedTopic; reply: HeldReply }> {
    const topic = await this.topics.lockOfReply(tx, viewer, id);
    return { topic, reply: await this.visible(tx, viewer, id) };
  }

  /** A reply of a topic that this transaction has locked. @throws Refusal NOT_FOUND */
  async visible(tx: Tx, viewer: Viewer, id: string): Promise<HeldReply> {
    if (!isId(id)) throw notFound();
    const [row] = await rows<ReplyRow>(
      tx,
      sql`select ${replyColumns(viewer)} from reply r ${replyJoins} where r.id = ${id} and ${visibleReply(viewer, 'r')}`,
    );
    if (row === undefined) throw notFound();
    return Object.assign(row, factsOf(row));
  }

  /** Inserts a reply under a locked topic, whose audience and state it copies, and counts it there when it is published. */
  async insert(tx: Tx, topic: LockedTopic, reply: NewReply): Promise<void> {
    await rows(
      tx,
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, state, body_md, body_html,
            author_person_id, author_name, created_at)
          values (${reply.id}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${reply.kind}, ${reply.parent?.id ?? null},
            ${reply.parent?.state ?? null}, ${reply.state}, ${reply.bodyMd}, ${reply.bodyHtml}, ${reply.authorPersonId}, ${reply.authorName},
            ${reply.createdAt})`,
    );
    if (reply.state === 'held') return;
    await rows(
      tx,
      sql`update topic set answer_count = answer_count + ${reply.kind === 'ANSWER' ? 1 : 0}, comment_count = comment_count + ${reply.kind === 'COMMENT' ? 1 : 0},
            moved_at = ${reply.createdAt}, may_go_back = false where id = ${topic.id}`,
    );
  }

  async reword(tx: Tx, { id, topicId }: HeldReply, bodyMd: string, bodyHtml: string, at: Date): Promise<void> {
    await rows(tx, sql`update reply set body_md = ${bodyMd}, body_html = ${bodyHtml}, edited_at = ${at} where id = ${id}`);
    await rows(tx, sql`update topic set may_go_back = false where id = ${topicId} and may_go_back`);
  }

  /**
   * Deletes or restores, and counts the topic's replies anew: an answer takes its published comments out of sight with it.
   * @param deletedById who deletes; null restores
   */
  async setDeleted(tx: Tx, reply: HeldReply, deletedById: string | null): Promise<void> {
    await this.setState(tx, reply, deletedById === null ? 'published' : 'deleted', deletedById);
  }

  /** Puts it into any state, and counts as above. */
  async setState(
    tx: Tx,
    { id, topicId }: Pick<HeldReply, 'id' | 'topicId'>,
    state: ContentState,
    deletedById: string | null,
  ): Promise<void> {
    await rows(tx, sql`update reply set state = ${state}, deleted_by_id = ${deletedById} where id = ${id}`);
    await rows(
      tx,
      sql`update topic set (answer_count, comment_count) = (
            select count(*) filter (where r.kind = 'ANSWER'), count(*) filter (where r.kind = 'COMMENT') from reply r
            where r.topic_id = ${topicId} and r.state = 'published' and (r.parent_state is null or r.parent_state = 'published')),
            may_go_back = may_go_back and ${state !== 'published'} where id = ${topicId}`,
    );
  }
}
