import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, newId, notFound, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { insist } from '../objection.js';
import { NewReplies } from '../replies/new-replies.js';
import { replied } from '../replies/reply-text.js';
import { NewTopics } from '../topics/new-topics.js';
import { titled, worded } from '../topics/topic-text.js';
import { TopicCommand } from '../topics/topic-command.js';
import { about } from '../topics/topic.service.js';
import type { Topic } from '../topics/topic.type.js';
import { objectionToWriteTo } from './private.policy.js';

/**
 * A representative writes to a person: a topic in that person's private audience, which they follow from then on. The words are its
 * first reply, so that the person hears of them as of any reply: in the inbox, by mail, at once on an open page.
 */
@Injectable()
export class LetterToPersonService {
  constructor(
    private readonly database: Database,
    private readonly newTopics: NewTopics,
    private readonly newReplies: NewReplies,
    private readonly command: TopicCommand,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, CONFLICT (to oneself), INVALID */
  async write(viewer: Viewer, handle: string, letter: { title: string; body: string }): Promise<Topic> {
    const words = { ...titled(letter.title), ...worded('') };
    const said = replied(letter.body);
    const id = await this.database.transaction(async (tx) => {
      const [person] = await rows<{ id: string; isActive: boolean }>(
        tx,
        sql`select p.id, p.state = 'active' and exists (select from account a where a.person_id = p.id) as "isActive"
            from person p where lower(p.handle) = lower(${handle}) and p.state <> 'erased'`,
      );
      if (person === undefined) throw notFound();
      insist(objectionToWriteTo(viewer, person));
      const author = { id: viewer.personId!, name: viewer.name };
      const { topic } = await this.newTopics.write(tx, viewer, {
        ...{ id: newId(), kind: 'UPDATE', audience: 'PRIVATE', group: null, products: [], tags: [], author, words, privateWith: person.id },
      });
      await rows(
        tx,
        sql`insert into topic_follow (topic_id, audience_id, topic_state, person_id, created_at)
            values (${topic.id}, ${topic.audienceId}, ${topic.state}, ${person.id}, ${this.clock.now()})`,
      );
      await rows(tx, sql`update topic set follower_count = 2 where id = ${topic.id}`);
      const happened = { ...ownAct(viewer, 'person.written_to', {}, about(topic)), personId: person.id };
      const reply = { id: newId(), parentId: null, kind: 'ANSWER' as const, isOfficial: false, author, ...said };
      await this.log.append(tx, happened, ...(await this.newReplies.write(tx, viewer, topic, reply)));
      return topic.id;
    });
    return this.command.answer(viewer, id, null);
  }
}
