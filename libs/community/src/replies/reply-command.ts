import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Database, type Tx, notFound } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type Objection, insist } from '../objection.js';
import { TopicTurns } from '../topics/topic-turns.js';
import { type LockedTopic, TopicRepository } from '../topics/topic.repository.js';
import type { ReplyFacts } from './reply.policy.js';
import { ReplyReader } from './reply.reader.js';
import { type HeldReply, ReplyRepository } from './reply.repository.js';
import type { Reply } from './reply.type.js';

/** What a command does to the reply; its answer goes to the log, empty when nothing happened. */
export type ReplyChange = (tx: Tx, reply: HeldReply, topic: LockedTopic) => Promise<NewInteraction[]>;

/** The one way in which replies change: lock the topic, ask the policy, change, append; one transaction. */
@Injectable()
export class ReplyCommand {
  constructor(
    private readonly database: Database,
    private readonly topics: TopicRepository,
    private readonly replies: ReplyRepository,
    private readonly reader: ReplyReader,
    private readonly log: InteractionLog,
    private readonly turns: TopicTurns,
  ) {}

  /**
   * Changes a reply.
   * @returns the topic as it was locked
   * @throws Refusal NOT_FOUND, or the objection, or what `change` throws
   */
  change(
    viewer: Viewer,
    id: string,
    objection: (viewer: Viewer, reply: ReplyFacts) => Objection | null,
    change: ReplyChange,
  ): Promise<LockedTopic> {
    return this.database.transaction(async (tx) => {
      const { topic, reply } = await this.replies.lock(tx, viewer, id);
      insist(objection(viewer, reply));
      await this.log.append(tx, ...(await change(tx, reply, topic)));
      return topic;
    });
  }

  /**
   * Writes under a topic; the policy is the caller's to ask. In turn: a crowd that waits for the lock would hold every connection of
   * the process, and whoever else needs one would be told after five seconds that the database is away.
   * @returns the result of `work`
   * @throws Refusal NOT_FOUND, or what `work` throws
   */
  write<T>(
    viewer: Viewer,
    topicId: string,
    work: (tx: Tx, topic: LockedTopic) => Promise<{ result: T; happened: NewInteraction[] }>,
  ): Promise<T> {
    const write = async (tx: Tx): Promise<T> => {
      const topic = await this.topics.lock(tx, viewer, topicId);
      const { result, happened } = await work(tx, topic);
      await this.log.append(tx, ...happened);
      return result;
    };
    return this.turns.take(topicId, () => this.database.transaction(write));
  }

  /** The reply as the viewer sees it after the commit. */
  async answer(viewer: Viewer, id: string): Promise<Reply> {
    const [found] = await this.reader.byIds(viewer, [id]);
    if (found === undefined) throw notFound();
    return found;
  }
}
