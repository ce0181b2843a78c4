import { Injectable } from '@nestjs/common';
import { actOnAuthor } from '@veche/interactions';
import { Clock, invalid } from '@veche/platform';
import { type AudienceKind, AudienceRepository, type Viewer, audienceKind } from '@veche/visibility';
import { TopicCommand } from './topic-command.js';
import {
  objectionToClose,
  objectionToDelete,
  objectionToMoveTo,
  objectionToReopen,
  objectionToRestore,
  objectionToRetypeTo,
} from './topic.policy.js';
import { type LockedTopic, TopicRepository } from './topic.repository.js';
import type { Topic } from './topic.type.js';
import { type TopicKind, firstStatusOf } from './topic.words.js';

/** What is done to a topic as a whole. Each verb answers with the topic as it is then. */
@Injectable()
export class TopicService {
  constructor(
    private readonly command: TopicCommand,
    private readonly topics: TopicRepository,
    private readonly audiences: AudienceRepository,
    private readonly clock: Clock,
  ) {}

  /** Makes it a topic of another kind. Votes, replies, verdicts and address stay; a status begins anew, where the kind has any. */
  retype(viewer: Viewer, id: string, kind: TopicKind): Promise<Topic> {
    return this.command.run(
      viewer,
      id,
      (who, topic) => objectionToRetypeTo(who, topic, kind),
      async (tx, topic) => {
        if (topic.kind === kind) return null;
        const from = topic.kind;
        await this.topics.update(tx, topic, { kind, status: firstStatusOf(kind) });
        return actOnAuthor(viewer, topic.authorPersonId, 'topic.retyped', { from, to: kind }, about(topic));
      },
    );
  }

  /** Lets others see it from now on, everything under it included (one statement; the keys cascade). */
  move(viewer: Viewer, id: string, audience: AudienceKind): Promise<Topic> {
    return this.command.run(
      viewer,
      id,
      (who, topic) => objectionToMoveTo(who, topic, audience),
      async (tx, topic) => {
        const from = audienceKind(topic.audienceId);
        if (from === audience) return null;
        const audienceId = await this.audiences.idOf(tx, audience, partnerOf(topic, audience));
        await this.topics.update(tx, topic, { audienceId, mayGoBack: audience === 'PRIVATE' });
        return actOnAuthor(viewer, topic.authorPersonId, 'topic.moved', { from, to: audience }, about(topic));
      },
    );
  }

  /** Ends the talk: no more replies and comments. Votes go on. */
  close(viewer: Viewer, id: string): Promise<Topic> {
    return this.command.run(viewer, id, objectionToClose, async (tx, topic) => {
      await this.topics.update(tx, topic, { closedAt: this.clock.now(), closedById: viewer.personId });
      return actOnAuthor(viewer, topic.authorPersonId, 'topic.closed', {}, about(topic));
    });
  }

  reopen(viewer: Viewer, id: string): Promise<Topic> {
    return this.command.run(viewer, id, objectionToReopen, async (tx, topic) => {
      await this.topics.update(tx, topic, { closedAt: null, closedById: null });
      return actOnAuthor(viewer, topic.authorPersonId, 'topic.reopened', {}, about(topic));
    });
  }

  /** Takes it out of everybody's sight but its author's and the moderators'; replies go with it (decision 5). */
  delete(viewer: Viewer, id: string): Promise<Topic> {
    return this.command.run(viewer, id, objectionToDelete, async (tx, topic) => {
      await this.topics.update(tx, topic, { state: 'deleted', deletedById: viewer.personId });
      return actOnAuthor(viewer, topic.authorPersonId, 'topic.deleted', {}, about(topic));
    });
  }

  restore(viewer: Viewer, id: string): Promise<Topic> {
    return this.command.run(viewer, id, objectionToRestore, async (tx, topic) => {
      await this.topics.update(tx, topic, { state: 'published', deletedById: null });
      return actOnAuthor(viewer, topic.authorPersonId, 'topic.restored', {}, about(topic));
    });
  }
}

/** What an interaction says of the topic it is about. */
export function about(topic: LockedTopic): { topicId: string; audienceId: number } {
  return { topicId: topic.id, audienceId: topic.audienceId };
}

/** Whom the company talks to in private. @throws Refusal INVALID when the author is not known as a person */
function partnerOf(topic: LockedTopic, audience: AudienceKind): string {
  if (topic.authorPersonId !== null) return topic.authorPersonId;
  if (audience !== 'PRIVATE') return topic.id;
  throw invalid('audience', {
    en: 'The author of this topic is not known as a person, so nobody could read it in private. Choose another audience.',
    ru: 'Автор этой темы неизвестен, и читать её лично было бы некому. Выберите другую видимость.',
  });
}
