import { Injectable } from '@nestjs/common';
import { actOnAuthor } from '@veche/interactions';
import { Clock, type Tx, invalid } from '@veche/platform';
import { AudienceRepository, type NamedAudience, type Viewer, audienceKind } from '@veche/visibility';
import { TopicCommand } from './topic-command.js';
import {
  objectionToClose,
  objectionToDelete,
  objectionToMoveTo,
  objectionToReopen,
  objectionToRestore,
  objectionToRetypeTo,
} from './topic.policy.js';
import { TopicGroupRepository, type TopicPlace } from './topic-group.repository.js';
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
    private readonly groups: TopicGroupRepository,
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

  /**
   * Lets others see it from now on, everything under it included (one statement; the keys cascade).
   * @param to an audience, outside of any group; or the slug of a group of the viewer's
   */
  move(viewer: Viewer, id: string, to: NamedAudience | { group: string }): Promise<Topic> {
    const audience = typeof to === 'string' ? to : null;
    return this.command.run(
      viewer,
      id,
      (who, topic) => objectionToMoveTo(who, topic, audience),
      async (tx, topic) => {
        const [from, fromGroupId] = [audienceKind(topic.audienceId), topic.groupId];
        if (fromGroupId === null && from === audience) return null;
        const place = typeof to === 'string' ? await this.placeOf(tx, topic, to) : await this.groups.placeIn(tx, viewer, to.group);
        if (fromGroupId !== null && fromGroupId === place.groupId) return null;
        await this.topics.update(tx, topic, { ...place, mayGoBack: audience === 'PRIVATE' });
        const payload = {
          ...{ from, to: audienceKind(place.audienceId) },
          ...(fromGroupId !== null && { fromGroupId }),
          ...(place.groupId !== null && { toGroupId: place.groupId }),
        };
        return actOnAuthor(viewer, topic.authorPersonId, 'topic.moved', payload, about(topic));
      },
    );
  }

  private async placeOf(tx: Tx, topic: LockedTopic, audience: NamedAudience): Promise<TopicPlace> {
    return { groupId: null, audienceId: await this.audiences.idOf(tx, audience, partnerOf(topic, audience)) };
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
function partnerOf(topic: LockedTopic, audience: NamedAudience): string {
  if (topic.authorPersonId !== null) return topic.authorPersonId;
  if (audience !== 'PRIVATE') return topic.id;
  throw invalid('audience', {
    en: 'The author of this topic is not known as a person, so nobody could read it in private. Choose another audience.',
    ru: 'Автор этой темы неизвестен, и читать её лично было бы некому. Выберите другую видимость.',
  });
}
