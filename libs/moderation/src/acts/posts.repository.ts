import { Injectable } from '@nestjs/common';
import { askedOf, touchSite } from '@veche/community';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Clock, type Tx, rows, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import { judgedBy } from '../moderation.policy.js';

/** A post with its case, under the lock of its topic. */
export interface CasePost {
  caseId: string;
  caseState: 'open' | 'approved' | 'removed';
  topicId: string;
  replyId: string | null;
  /** Of the post itself. */
  state: ContentState;
  authorPersonId: string | null;
  audienceId: number;
  groupId: string | null;
  topicKind: NewInteraction<'topic.asked'>['payload']['topicKind'];
  productIds: string[];
  replyKind: 'ANSWER' | 'COMMENT' | null;
  parentReplyId: string | null;
  createdAt: Date;
  /** The log has told of it before. */
  isKnown: boolean;
}

/** A post and the state that it is put into. */
export interface Turn {
  post: CasePost;
  to: ContentState;
}

/** Reads and changes many posts at once: a fixed number of statements, however many there are. */
@Injectable()
export class PostsRepository {
  constructor(
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Posts of these cases on which the viewer may judge, their topics locked in one order; the others are left out. */
  async lock(tx: Tx, viewer: Viewer, caseIds: readonly string[]): Promise<CasePost[]> {
    const chosen = sql`c.id = any(${[...caseIds]}::uuid[])`;
    await rows(
      tx,
      sql`select t.id from topic t where t.id in (select c.topic_id from moderation_case c where ${chosen})
            and ${judgedBy(viewer, 't')} order by t.id for no key update`,
    );
    return rows<CasePost>(
      tx,
      sql`select c.id as "caseId", c.state as "caseState", c.topic_id as "topicId", c.reply_id as "replyId", coalesce(r.state, t.state) as state,
            case when c.reply_id is null then t.author_person_id else r.author_person_id end as "authorPersonId", t.audience_id as "audienceId",
            t.group_id as "groupId", t.kind as "topicKind", t.product_ids as "productIds", r.kind as "replyKind",
            r.parent_reply_id as "parentReplyId", coalesce(r.created_at, t.created_at) as "createdAt",
            exists (select from interaction i where i.topic_id = c.topic_id and i.reply_id is not distinct from c.reply_id
              and i.kind = case when c.reply_id is null then 'topic.asked' else 'reply.posted' end) as "isKnown"
          from moderation_case c join topic t on t.id = c.topic_id left join reply r on r.id = c.reply_id
          where ${chosen} and ${judgedBy(viewer, 't')} order by c.opened_at, c.id for update of c`,
    );
  }

  /** Cases of everything of these people that stands or waits and that the viewer may judge; made where there are none. */
  async casesOfAll(tx: Tx, viewer: Viewer, personIds: readonly string[]): Promise<string[]> {
    const people = sql`any(${[...personIds]}::uuid[])`;
    const may = judgedBy(viewer, 't');
    await rows(
      tx,
      sql`insert into moderation_case (id, topic_id, audience_id, topic_state, reply_id, person_id, why, opened_at)
          select gen_random_uuid(), w.topic_id, w.audience_id, w.state, w.reply_id, w.person_id, 'PERSON', ${this.clock.now()} from (
            select t.id as topic_id, t.audience_id, t.state, null::uuid as reply_id, t.author_person_id as person_id from topic t
            where t.author_person_id = ${people} and t.state in ('published', 'held') and ${may}
            union all
            select t.id, t.audience_id, t.state, r.id, r.author_person_id from reply r join topic t on t.id = r.topic_id
            where r.author_person_id = ${people} and r.state in ('published', 'held') and ${may}) w
          where not exists (select from moderation_case c where c.topic_id = w.topic_id and c.reply_id is not distinct from w.reply_id and c.state = 'open')`,
    );
    const found = await rows<{ id: string }>(tx, sql`select id from moderation_case where person_id = ${people} and state = 'open'`);
    return found.map(({ id }) => id);
  }

  /** Puts posts into their states, counts anew what they are counted in, and says what the log is to be told. */
  async turn(tx: Tx, viewer: Viewer, turns: readonly Turn[]): Promise<NewInteraction[]> {
    const moved = turns.filter(({ post, to }) => post.state !== to);
    if (moved.length === 0) return [];
    const now = this.clock.now();
    const list = JSON.stringify(moved.map(({ post, to }) => ({ topic: post.topicId, reply: post.replyId, to, first: isFirst(post, to) })));
    const given = sql`jsonb_to_recordset(${list}::jsonb) as m (topic uuid, reply uuid, "to" text, first boolean)`;
    await rows(
      tx,
      sql`update topic t set state = m."to", moved_at = case when m.first then ${now} else t.moved_at end from ${given} where m.reply is null and t.id = m.topic`,
    );
    await rows(tx, sql`update reply r set state = m."to" from ${given} where r.id = m.reply`);
    const unmarked = await this.takeVerdicts(tx, viewer, moved);
    const topics = [...new Set(moved.filter(({ post }) => post.replyId !== null).map(({ post }) => post.topicId))];
    await rows(
      tx,
      sql`update topic t set answer_count = n.answers, comment_count = n.comments,
            moved_at = case when exists (select from ${given} where m.topic = t.id and m.first and m.reply is not null) then ${now} else t.moved_at end
          from (select x.id, count(*) filter (where r.kind = 'ANSWER') as answers, count(*) filter (where r.kind = 'COMMENT') as comments
            from unnest(${topics}::uuid[]) x (id) left join reply r on r.topic_id = x.id and r.state = 'published'
              and (r.parent_state is null or r.parent_state = 'published') group by x.id) n
          where t.id = n.id`,
    );
    await touchSite(tx);
    return [...moved.flatMap((one) => happened(viewer, one)), ...unmarked];
  }

  append(tx: Tx, happenings: readonly NewInteraction[]): Promise<string[]> {
    return this.log.append(tx, ...happenings);
  }

  /** What is out of sight bears no verdict; whoever gives it gives it anew. */
  private async takeVerdicts(tx: Tx, viewer: Viewer, moved: readonly Turn[]): Promise<NewInteraction[]> {
    const gone = moved.flatMap(({ post, to }) => (post.replyId !== null && to !== 'published' ? post.replyId : []));
    if (gone.length === 0) return [];
    const bearing = await rows<{ id: string; audienceId: number; author: string | null; solution: string | null; official: string | null }>(
      tx,
      sql`select t.id, t.audience_id as "audienceId", t.author_person_id as author, t.solution_reply_id as solution, t.official_reply_id as official
          from topic t where t.solution_reply_id = any(${gone}::uuid[]) or t.official_reply_id = any(${gone}::uuid[])`,
    );
    await rows(tx, sql`update topic set solution_reply_id = null, solution_by_id = null where solution_reply_id = any(${gone}::uuid[])`);
    await rows(
      tx,
      sql`update topic set official_reply_id = null, official_by_id = null, official_title = '', official_at = null where official_reply_id = any(${gone}::uuid[])`,
    );
    const told = (topic: (typeof bearing)[number], replyId: string, kind: 'answer.unmarked_solution' | 'answer.unmarked_official') => ({
      ...{ kind, payload: {}, personId: topic.author, actorPersonId: viewer.personId, channel: viewer.channel },
      ...{ topicId: topic.id, replyId, audienceId: topic.audienceId },
    });
    return bearing.flatMap((topic) => [
      ...(topic.solution !== null && gone.includes(topic.solution) ? [told(topic, topic.solution, 'answer.unmarked_solution')] : []),
      ...(topic.official !== null && gone.includes(topic.official) ? [told(topic, topic.official, 'answer.unmarked_official')] : []),
    ]);
  }
}

/** It appears for the first time. */
function isFirst(post: CasePost, to: ContentState): boolean {
  return to === 'published' && !post.isKnown;
}

/** What the log is told: of what waited, that it was written; of what stood, that it went or came back; of what nobody saw, nothing. */
function happened(viewer: Viewer, { post, to }: Turn): NewInteraction[] {
  const about = { topicId: post.topicId, ...(post.replyId !== null && { replyId: post.replyId }), audienceId: post.audienceId };
  if (isFirst(post, to)) return [{ ...firstOf(post), ...about }];
  if ((post.state === 'published') === (to === 'published')) return [];
  const verb = to === 'published' ? 'restored' : 'deleted';
  const kind = post.replyId === null ? (`topic.${verb}` as const) : (`reply.${verb}` as const);
  return [{ kind, payload: {}, personId: post.authorPersonId, actorPersonId: viewer.personId, channel: viewer.channel, ...about }];
}

function firstOf(post: CasePost): NewInteraction {
  const whose = { personId: post.authorPersonId, actorPersonId: post.authorPersonId, channel: 'web', occurredAt: post.createdAt } as const;
  if (post.replyId === null) {
    const { topicKind: kind, audienceId, groupId, productIds } = post;
    return { ...whose, kind: 'topic.asked', payload: askedOf({ kind, audienceId, groupId }, productIds) };
  }
  const parent = post.parentReplyId === null ? {} : { parentReplyId: post.parentReplyId };
  return { ...whose, kind: 'reply.posted', payload: { replyKind: post.replyKind!, ...parent } };
}
