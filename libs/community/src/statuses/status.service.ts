import { Injectable } from '@nestjs/common';
import { actOnAuthor } from '@veche/interactions';
import { Clock, type Message, type Tx, invalid, newId, renderMarkdown, rows, sql, textBetween } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { TopicCommand } from '../topics/topic-command.js';
import { objectionToSetStatus } from '../topics/topic.policy.js';
import { type LockedTopic, TopicRepository } from '../topics/topic.repository.js';
import { about } from '../topics/topic.service.js';
import type { Topic } from '../topics/topic.type.js';
import { type TopicStatus, statusesOf } from '../topics/topic.words.js';

const WORD: Message = { en: 'The explanation', ru: 'Пояснение' };
const LONGEST_WORD = 5_000;

/** Where ideas and problems stand, always with a named person's word. */
@Injectable()
export class StatusService {
  constructor(
    private readonly command: TopicCommand,
    private readonly topics: TopicRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets a status; the word is signed with the representative's name and title of today.
   * @throws Refusal NOT_FOUND, FORBIDDEN, INVALID (`status`: not one of this kind, or the present one; `word`: empty)
   */
  async set(viewer: Viewer, id: string, status: TopicStatus, word: string): Promise<Topic> {
    const wordMd = textBetween('word', word, 1, LONGEST_WORD, WORD);
    return this.command.run(viewer, id, objectionToSetStatus, async (tx, topic) => {
      mustFit(topic, status);
      const from = topic.status;
      const at = this.clock.now();
      await this.topics.update(tx, topic, { status, movedAt: at });
      const changeId = await this.sign(tx, viewer, topic, { from, to: status, wordMd, at });
      return actOnAuthor(viewer, topic.authorPersonId, 'status.changed', { from, to: status, changeId }, about(topic));
    });
  }

  private async sign(
    tx: Tx,
    viewer: Viewer,
    topic: LockedTopic,
    change: { from: TopicStatus | null; to: TopicStatus; wordMd: string; at: Date },
  ): Promise<string> {
    const id = newId();
    await rows(
      tx,
      sql`insert into status_change (id, topic_id, audience_id, topic_state, from_status, to_status, word_md, word_html, person_id, signed_title, created_at)
          select ${id}, ${topic.id}, ${topic.audienceId}, ${topic.state}, ${change.from}, ${change.to}, ${change.wordMd},
            ${renderMarkdown(change.wordMd)}, p.id, p.title, ${change.at}
          from person p where p.id = ${viewer.personId}`,
    );
    return id;
  }
}

function mustFit(topic: LockedTopic, status: TopicStatus): void {
  if (!statusesOf(topic.kind).includes(status)) {
    throw invalid('status', { en: 'A topic of this kind has no such status.', ru: 'У тем этого вида нет такого статуса.' });
  }
  if (topic.status === status) {
    throw invalid('status', {
      en: 'That is its status already. To add a word, reply officially.',
      ru: 'Такой статус уже стоит. Чтобы что-то добавить, ответьте официально.',
    });
  }
}
