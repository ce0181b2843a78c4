import { Injectable } from '@nestjs/common';
import { type BrakeRule, Brakes, Clock, type Tx, invalid, newId, rows, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import { type FirstPosts, isNewcomer, linksIn, mentionsIn, waits } from './first-look.js';

/** Somebody new writes at most so much an hour, topics and replies together. */
export const NEWCOMER_PACE: BrakeRule = { name: 'newcomer', points: 40, seconds: 3600 };
const MOST_LINKS = 3;
const MOST_MENTIONS = 3;

/** What is asked about a post that was just written. */
export interface WrittenPost {
  topic: { id: string; audienceId: number; state: ContentState };
  replyId: string | null;
  authorPersonId: string;
}

/**
 * The first look at what somebody new writes: how much at once, and whether it waits. What waits is in state `held`: the gate shows it to
 * its author and to who keeps order, nobody counts it, and the log does not know of it, so that nothing that follows the log does.
 */
@Injectable()
export class HoldingService {
  constructor(
    private readonly brakes: Brakes,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal INVALID (too many links or people), LIMITED */
  async insistOnMeasure(viewer: Viewer, text: string): Promise<void> {
    if (!isNewcomer(viewer) || viewer.personId === null) return;
    if (linksIn(text) > MOST_LINKS) throw invalid('body', TOO_MANY_LINKS);
    if (mentionsIn(text) > MOST_MENTIONS) throw invalid('body', TOO_MANY_MENTIONS);
    await this.brakes.spend(NEWCOMER_PACE, viewer.personId);
  }

  /** In which state it is written. No statement for whoever is known. */
  async stateOf(tx: Tx, viewer: Viewer, text: string): Promise<'published' | 'held'> {
    if (!isNewcomer(viewer)) return 'published';
    const [site] = await rows<{ rule: FirstPosts }>(tx, sql`select first_posts as rule from site`);
    return waits(viewer, site!.rule, text) ? 'held' : 'published';
  }

  /** Puts it before the moderators. */
  async open(tx: Tx, { topic, replyId, authorPersonId }: WrittenPost): Promise<void> {
    await rows(
      tx,
      sql`insert into moderation_case (id, topic_id, audience_id, topic_state, reply_id, person_id, why, opened_at)
          values (${newId()}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${replyId}, ${authorPersonId}, 'FIRST_POST', ${this.clock.now()})`,
    );
  }
}

const TOO_MANY_LINKS = {
  en: `Somebody new can give at most ${MOST_LINKS} links in a post. Leave the most useful ones.`,
  ru: `В первых сообщениях может быть не больше ${MOST_LINKS} ссылок. Оставьте самые нужные.`,
};
const TOO_MANY_MENTIONS = {
  en: `Somebody new can call at most ${MOST_MENTIONS} people in a post.`,
  ru: `В первых сообщениях можно упомянуть не больше ${MOST_MENTIONS} человек.`,
};
