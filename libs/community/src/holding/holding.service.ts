import { Injectable } from '@nestjs/common';
import { type FormProofInput, FormProofs } from '@veche/identity';
import { Brakes, Clock, Database, type Message, type Tx, invalid, newId, rows, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import { type FirstPosts, isNewcomer, linksIn, mentionsIn, waits } from './first-look.js';

/** What the site lets new people write: links and people called in one post, posts an hour, topics and replies together. */
export interface NewcomerLimits {
  links: number;
  mentions: number;
  pace: number;
}

/** Why a post that was just written waits. */
export type HeldBecause = 'FIRST_POST' | 'MACHINE';

/** What is asked about a post that was just written. */
export interface WrittenPost {
  topic: { id: string; audienceId: number; state: ContentState };
  replyId: string | null;
  authorPersonId: string;
  why: HeldBecause;
}

/**
 * The first look at what somebody new writes: how much at once, and whether it waits. What waits is in state `held`: the gate shows it to
 * its author and to who keeps order, nobody counts it, and the log does not know of it, so that nothing that follows the log does.
 */
@Injectable()
export class HoldingService {
  constructor(
    private readonly database: Database,
    private readonly brakes: Brakes,
    private readonly forms: FormProofs,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal INVALID (too many links or people), LIMITED */
  async insistOnMeasure(viewer: Viewer, text: string): Promise<void> {
    if (!isNewcomer(viewer) || viewer.personId === null) return;
    const { links, mentions, pace } = await this.limits();
    if (linksIn(text) > links) throw invalid('body', tooManyLinks(links));
    if (mentionsIn(text) > mentions) throw invalid('body', tooManyMentions(mentions));
    await this.brakes.spend({ name: 'newcomer', points: pace, seconds: 3600 }, viewer.personId);
  }

  /** What the site lets new people write. */
  async limits(): Promise<NewcomerLimits> {
    const limits = await this.database.main.row<NewcomerLimits>(
      sql`select newcomer_links as links, newcomer_mentions as mentions, newcomer_pace as pace from site`,
    );
    return limits!;
  }

  /** Why it waits; null of what appears at once. No statement for whoever is known. */
  async look(tx: Tx, viewer: Viewer, text: string, form?: FormProofInput | null): Promise<HeldBecause | null> {
    if (!isNewcomer(viewer)) return null;
    if (this.forms.looksLikeMachine(form, viewer.personId)) return 'MACHINE';
    const [site] = await rows<{ rule: FirstPosts }>(tx, sql`select first_posts as rule from site`);
    if (!waits(viewer, site!.rule, text)) return null;
    return viewer.approvedPosts! < 0 ? 'MACHINE' : 'FIRST_POST';
  }

  /**
   * What was published does not become by an edit what would have waited or been too much at once.
   * @throws Refusal INVALID, field body
   */
  async insistOnEdit(tx: Tx, viewer: Viewer, before: string, after: string): Promise<void> {
    if (!isNewcomer(viewer)) return;
    const { links, mentions } = await this.limits();
    if (linksIn(after) > Math.max(links, linksIn(before))) throw invalid('body', tooManyLinks(links));
    if (mentionsIn(after) > Math.max(mentions, mentionsIn(before))) throw invalid('body', tooManyMentions(mentions));
    const [site] = await rows<{ rule: FirstPosts }>(tx, sql`select first_posts as rule from site`);
    if (waits(viewer, site!.rule, after) && !waits(viewer, site!.rule, before)) throw invalid('body', NEW_WORDS_WAIT);
  }

  /** Puts it before the moderators. */
  async open(tx: Tx, { topic, replyId, authorPersonId, why }: WrittenPost): Promise<void> {
    await rows(
      tx,
      sql`insert into moderation_case (id, topic_id, audience_id, topic_state, reply_id, person_id, why, opened_at)
          values (${newId()}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${replyId}, ${authorPersonId}, ${why}, ${this.clock.now()})`,
    );
  }
}

const NEW_WORDS_WAIT: Message = {
  en: 'A moderator looks at the first links of somebody new before others see them: give the link in a new post instead.',
  ru: 'Первые ссылки новых участников сначала смотрит модератор: дайте ссылку в новом сообщении.',
};

function tooManyLinks(most: number): Message {
  if (most === 0) return { en: 'Somebody new cannot give links yet.', ru: 'В первых сообщениях ссылок быть не может.' };
  return {
    en: `Somebody new can give at most ${most} links in a post. Leave the most useful ones.`,
    ru: `В первых сообщениях может быть не больше ${most} ссылок. Оставьте самые нужные.`,
  };
}

function tooManyMentions(most: number): Message {
  if (most === 0) return { en: 'Somebody new cannot call people yet.', ru: 'В первых сообщениях упоминать людей нельзя.' };
  return {
    en: `Somebody new can call at most ${most} people in a post.`,
    ru: `В первых сообщениях можно упомянуть не больше ${most} человек.`,
  };
}
