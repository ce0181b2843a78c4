import { Injectable } from '@nestjs/common';
import { ConsentService } from '@veche/identity';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, type Locale, type Tx, isId, newId, notFound, rows, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { insist } from '../objection.js';
import { NewReplies } from '../replies/new-replies.js';
import { replied } from '../replies/reply-text.js';
import { askedOf } from '../topics/ask.service.js';
import { NewTopics } from '../topics/new-topics.js';
import { titled, worded } from '../topics/topic-text.js';
import type { TopicKind } from '../topics/topic.words.js';
import { about } from '../topics/topic.service.js';
import { TopicRepository } from '../topics/topic.repository.js';
import { ANSWERED, ASKED_ALREADY, objectionToPublish } from './private.policy.js';

interface OpenPublication {
  id: string;
  topicId: string;
  personId: string;
  title: string;
  bodyMd: string;
  answeredAt: Date | null;
  kind: TopicKind;
}

/**
 * A cleaned copy of what somebody told the company in private becomes public with both sides' consent: a representative writes the copy,
 * the author sees exactly the text that would be public and agrees or declines. The private topic stays as it is.
 */
@Injectable()
export class PublicationService {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly newTopics: NewTopics,
    private readonly newReplies: NewReplies,
    private readonly consents: ConsentService,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Asks the customer whose private talk it is; a word in the private topic tells them. @throws Refusal UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT (asked already), INVALID */
  async ask(viewer: Viewer, topicId: string, copy: { title: string; body: string }): Promise<boolean> {
    const words = { ...titled(copy.title), ...worded(copy.body) };
    await this.database.transaction(async (tx) => {
      const topic = await this.topics.lock(tx, viewer, topicId);
      const [talk] = await rows<{ customerId: string | null }>(
        tx,
        sql`select person_id as "customerId" from audience where id = ${topic.audienceId}`,
      );
      insist(objectionToPublish(viewer, topic, talk!.customerId));
      const personId = talk!.customerId!;
      const asked = await rows(
        tx,
        sql`insert into publication (id, topic_id, person_id, title, body_md, body_html, asked_by_id, asked_at)
            values (${newId()}, ${topic.id}, ${personId}, ${words.title}, ${words.bodyMd}, ${words.bodyHtml}, ${viewer.personId}, ${this.clock.now()})
            on conflict (topic_id) where answered_at is null do nothing returning id`,
      );
      if (asked.length === 0) insist(ASKED_ALREADY);
      const told = await this.newReplies.write(tx, viewer, topic, {
        ...{ id: newId(), parentId: null, kind: 'ANSWER', isOfficial: false, author: { id: viewer.personId!, name: viewer.name } },
        ...replied(ASK[await localeOf(tx, personId)]),
      });
      const happened = { ...ownAct(viewer, 'publication.asked', {}, about(topic)), personId };
      await this.log.append(tx, ...told, happened);
    });
    return true;
  }

  /**
   * The author's answer. Agreeing is the consent, kept with its date and where it was given, and publishes in the same transaction.
   * @returns the path of the public topic, null when declined
   * @throws Refusal UNAUTHENTICATED, NOT_FOUND (not theirs to answer), CONFLICT (answered already)
   */
  async answer(viewer: Viewer, id: string, agreed: boolean): Promise<string | null> {
    if (viewer.personId === null) throw unauthenticated();
    if (!isId(id)) throw notFound();
    const author = { id: viewer.personId, name: viewer.name };
    return this.database.transaction(async (tx) => {
      const [asked] = await rows<OpenPublication>(
        tx,
        sql`select u.id, u.topic_id as "topicId", u.person_id as "personId", u.title, u.body_md as "bodyMd", u.answered_at as "answeredAt", t.kind
            from publication u join topic t on t.id = u.topic_id where u.id = ${id} for no key update of u`,
      );
      if (asked?.personId !== viewer.personId) throw notFound();
      if (asked.answeredAt !== null) insist(ANSWERED);
      const original = await this.topics.lock(tx, viewer, asked.topicId);
      const now = this.clock.now();
      if (!agreed) {
        await rows(tx, sql`update publication set answered_at = ${now}, agreed = false where id = ${id}`);
        await this.log.append(tx, ownAct(viewer, 'publication.declined', {}, about(original)));
        return null;
      }
      await this.consents.note(tx, viewer, 'publishing');
      const { topic, productIds } = await this.newTopics.write(tx, viewer, {
        ...{
          id: newId(),
          kind: asked.kind === 'UPDATE' ? 'QUESTION' : asked.kind,
          audience: 'EVERYONE',
          group: null,
          author,
          products: [],
          tags: [],
        },
        words: { ...titled(asked.title), ...worded(asked.bodyMd) },
      });
      await rows(tx, sql`update publication set answered_at = ${now}, agreed = true, public_topic_id = ${topic.id} where id = ${id}`);
      const published = topic.state === 'published' ? [ownAct(viewer, 'topic.asked', askedOf(topic, productIds), about(topic))] : [];
      await this.log.append(tx, ...published, ownAct(viewer, 'publication.agreed', {}, about(original)));
      return `/t/${topic.key}/${topic.slug}`;
    });
  }
}

/** What tells the author, in their language and through the ways in which they hear of replies. */
const ASK: Record<Locale, string> = {
  en: 'We would like to publish a cleaned copy of this, so that it helps others. Its text stands on this page: please look whether you agree. Nothing is published without you.',
  ru: 'Мы хотели бы опубликовать очищенную копию, чтобы она помогла другим. Её текст — на этой странице: посмотрите, согласны ли вы. Без вас ничего не публикуется.',
};

async function localeOf(tx: Tx, personId: string): Promise<Locale> {
  const [account] = await rows<{ locale: Locale | null }>(tx, sql`select locale from account where person_id = ${personId}`);
  return account?.locale ?? 'en';
}
