import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { type BrakeRule, Clock, Database, type TakenPoint, fileIdsIn, insistOnPoint, isId, sql, takingPoint } from '@veche/platform';
import { type Viewer, isStaff } from '@veche/visibility';
import { IdempotentCommands, type Repeatable } from '../idempotency/idempotent-commands.js';
import { NO_POINT, pointAndHeld } from '../topics/held-topic.sql.js';
import { supposing } from '../topics/supposed-topic.js';
import { TopicTurns } from '../topics/topic-turns.js';
import { objectionToAnswer } from '../topics/topic.policy.js';
import type { WrittenReply } from './new-replies.js';
import type { Reply } from './reply.type.js';

/** What writing a reply tells of it by itself. */
export type PostedReply = Pick<Reply, 'id' | 'state' | 'topicPath'>;

/** Whether a reply is one of those that are written by one statement: it shows no pictures, marks nothing and hangs on no answer. */
export function isPlain({ parentId, isOfficial, bodyHtml }: Pick<WrittenReply, 'parentId' | 'isOfficial' | 'bodyHtml'>): boolean {
  return parentId === null && !isOfficial && fileIdsIn(bodyHtml).length === 0;
}

/** Writes most replies, by one statement: brake, lock, key, reply, counters, log. What is not so plain goes the longer way of NewReplies. */
@Injectable()
export class PlainReplies {
  constructor(
    private readonly database: Database,
    private readonly turns: TopicTurns,
    private readonly idempotent: IdempotentCommands,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns null when nothing was written but the brake's point: the topic is not there, or closed, or the key is known; who locks and
   * looks will know
   * @throws Refusal LIMITED
   */
  async write(
    viewer: Viewer,
    topicId: string,
    { id, author, kind, bodyMd, bodyHtml }: WrittenReply,
    brake: BrakeRule,
    repeatable: Repeatable,
  ): Promise<PostedReply | null> {
    if (!isId(topicId)) return null;
    const condition = supposing(viewer, objectionToAnswer);
    const point = isStaff(viewer) ? NO_POINT : takingPoint(brake, author.id);
    const now = this.clock.now();
    const posted = ownAct(viewer, 'reply.posted', { replyKind: kind }, { topicId, replyId: id });
    const statement = sql`with ${pointAndHeld(viewer, topicId, brake, point, condition ?? sql`false`)},
        claimed as (${this.idempotent.claiming(repeatable, id, 'held')}),
        written as (insert into reply (id, topic_id, audience_id, topic_state, kind, state, body_md, body_html, author_person_id, author_name,
            created_at)
          select ${id}::uuid, held.id, held.audience_id, held.state, ${kind}, 'published', ${bodyMd}, ${bodyHtml}, ${author.id}::uuid,
            ${author.name}, ${now}::timestamptz from held, claimed returning topic_id),
        counted as (update topic t set answer_count = t.answer_count + ${kind === 'ANSWER' ? 1 : 0},
            comment_count = t.comment_count + ${kind === 'COMMENT' ? 1 : 0}, moved_at = ${now}, may_go_back = false
          from written where t.id = written.topic_id returning t.audience_id, t.key, t.slug),
        logged as (${this.log.appending(posted, 'counted')})
        select point.points, point.expire, '/t/' || counted.key || '/' || counted.slug as "topicPath" from point left join counted on true`;
    const [row] = await this.turns.take(topicId, () => this.database.atOnce<TakenPoint & { topicPath: string | null }>(statement));
    insistOnPoint(brake, row!);
    if (row!.topicPath === null) return null;
    this.log.announce(this.database);
    return { id, state: 'published', topicPath: row!.topicPath };
  }
}
