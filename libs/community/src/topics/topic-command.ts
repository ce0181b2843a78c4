import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Database, type Tx, notFound } from '@veche/platform';
import { type Viewer, audienceKind } from '@veche/visibility';
import { type Objection, insist } from '../objection.js';
import { TopicReader } from './topic.reader.js';
import { type LockedTopic, TopicRepository } from './topic.repository.js';
import type { Topic } from './topic.type.js';

/** What a command does to the locked topic; its answer goes to the log, null when nothing happened. */
export type TopicChange = (tx: Tx, topic: LockedTopic) => Promise<NewInteraction | null>;

/** The one way in which a topic changes: lock, ask the policy, change, append; one transaction, and the topic as it is then. */
@Injectable()
export class TopicCommand {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly reader: TopicReader,
    private readonly log: InteractionLog,
  ) {}

  /** @throws Refusal NOT_FOUND, or the objection, or what `change` throws */
  async run(
    viewer: Viewer,
    id: string,
    objection: (viewer: Viewer, topic: LockedTopic) => Objection | null,
    change: TopicChange,
  ): Promise<Topic> {
    const topic = await this.database.transaction(async (tx) => {
      const locked = await this.topics.lock(tx, viewer, id);
      insist(objection(viewer, locked));
      const happened = await change(tx, locked);
      if (happened !== null) await this.log.append(tx, happened);
      return locked;
    });
    return this.answer(viewer, id, topic.authorPersonId === viewer.personId ? topic.audienceId : null);
  }

  /**
   * The topic as the viewer sees it after the commit.
   * @param ownAudienceId the audience that the viewer's own topic has now: a private one that the command just made belongs to the
   * viewer, though the request began without it
   */
  async answer(viewer: Viewer, id: string, ownAudienceId: number | null): Promise<Topic> {
    const joins = ownAudienceId !== null && audienceKind(ownAudienceId) === 'PRIVATE' && !viewer.audienceIds.includes(ownAudienceId);
    const found = await this.reader.byId(joins ? { ...viewer, audienceIds: [...viewer.audienceIds, ownAudienceId] } : viewer, id);
    if (found === null) throw notFound();
    return found;
  }
}
