import { Injectable } from '@nestjs/common';
import { ReplyRepository, TopicRepository } from '@veche/community';
import { type BrakeRule, Brakes, Clock, Database, newId, notFound, rows, sql, textBetween, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FLAGGED_ALREADY, insist, objectionToFlag } from '../moderation.policy.js';
import type { ModerationReason } from '../moderation.words.js';

/** Nobody finds more in an hour. */
export const FLAGGING: BrakeRule = { name: 'flag', points: 30, seconds: 3600 };

/** What is pointed out. */
export interface Flagged {
  topic?: string | null;
  reply?: string | null;
  reason: ModerationReason;
  words?: string | null;
}

/** Members point out posts; the post stays until somebody has looked. */
@Injectable()
export class FlagService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly replies: ReplyRepository,
    private readonly brakes: Brakes,
    private readonly clock: Clock,
  ) {}

  /** Once for each person and open case; taking it back makes room for another. @throws Refusal UNAUTHENTICATED, NOT_FOUND, CONFLICT, LIMITED, INVALID */
  async flag(viewer: Viewer, { topic: topicId, reply: replyId, reason, words }: Flagged): Promise<boolean> {
    if (viewer.personId === null) throw unauthenticated();
    const said = words?.trim() ? textBetween('words', words, 1, 500, { en: 'The explanation', ru: 'Пояснение' }) : '';
    await this.brakes.spend(FLAGGING, viewer.personId);
    await this.database.transaction(async (tx) => {
      const { topic, reply } = replyId
        ? await this.replies.lock(tx, viewer, replyId)
        : { topic: await this.topics.lock(tx, viewer, topicId ?? ''), reply: null };
      const post = reply ?? topic;
      if (post.state !== 'published') throw notFound();
      insist(objectionToFlag(viewer, post.authorPersonId));
      const now = this.clock.now();
      const known = sql`select id from moderation_case where topic_id = ${topic.id} and reply_id is not distinct from ${reply?.id ?? null}::uuid and state = 'open'`;
      const [found] = await rows<{ id: string }>(tx, known);
      const id = found?.id ?? newId();
      if (found === undefined) {
        await rows(
          tx,
          sql`insert into moderation_case (id, topic_id, audience_id, topic_state, reply_id, person_id, why, opened_at)
              values (${id}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${reply?.id ?? null}, ${post.authorPersonId}, 'FLAG', ${now})`,
        );
      }
      const flagged = await rows(
        tx,
        sql`insert into moderation_flag (case_id, person_id, reason, words, at) values (${id}, ${viewer.personId}, ${reason}, ${said}, ${now})
            on conflict (case_id, person_id) do nothing returning case_id`,
      );
      if (flagged.length === 0) insist(FLAGGED_ALREADY);
    });
    return true;
  }

  /** Takes the viewer's own flag back; a case that nobody else pointed out is closed with it. @throws Refusal UNAUTHENTICATED, NOT_FOUND */
  async unflag(viewer: Viewer, { topic: topicId, reply: replyId }: Pick<Flagged, 'topic' | 'reply'>): Promise<boolean> {
    if (viewer.personId === null) throw unauthenticated();
    await this.database.transaction(async (tx) => {
      const { topic, reply } = replyId
        ? await this.replies.lock(tx, viewer, replyId)
        : { topic: await this.topics.lock(tx, viewer, topicId ?? ''), reply: null };
      const taken = await rows<{ id: string }>(
        tx,
        sql`delete from moderation_flag f using moderation_case c where c.id = f.case_id and c.state = 'open' and c.topic_id = ${topic.id}
              and c.reply_id is not distinct from ${reply?.id ?? null}::uuid and f.person_id = ${viewer.personId} returning c.id`,
      );
      // A case that an act touched before belongs to that act's history, and stays.
      await rows(
        tx,
        sql`delete from moderation_case c where c.id = any(${taken.map(({ id }) => id)}::uuid[]) and c.why = 'FLAG'
              and not exists (select from moderation_flag f where f.case_id = c.id) and not exists (select from moderation_step s where s.case_id = c.id)`,
      );
    });
    return true;
  }
}
