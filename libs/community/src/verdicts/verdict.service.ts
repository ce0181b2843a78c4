import { Injectable } from '@nestjs/common';
import type { Viewer } from '@veche/visibility';
import { ReplyCommand } from '../replies/reply-command.js';
import { TopicCommand } from '../topics/topic-command.js';
import type { Topic } from '../topics/topic.type.js';
import {
  objectionToMarkOfficial,
  objectionToMarkSolution,
  objectionToUnmarkOfficial,
  objectionToUnmarkSolution,
} from './verdict.policy.js';
import { VerdictRepository } from './verdict.repository.js';

/** The community's verdict and the company's, side by side: neither command touches the other's. */
@Injectable()
export class VerdictService {
  constructor(
    private readonly ofReplies: ReplyCommand,
    private readonly ofTopics: TopicCommand,
    private readonly verdicts: VerdictRepository,
  ) {}

  /** The asker or a moderator chooses the solution; choosing another takes the first one back. */
  async markSolution(viewer: Viewer, replyId: string): Promise<Topic> {
    const topic = await this.ofReplies.change(viewer, replyId, objectionToMarkSolution, async (tx, reply, locked) =>
      reply.isSolution ? [] : this.verdicts.solve(tx, viewer, locked, reply),
    );
    return this.ofTopics.answer(viewer, topic.id, null);
  }

  unmarkSolution(viewer: Viewer, topicId: string): Promise<Topic> {
    return this.ofTopics.run(
      viewer,
      topicId,
      (_, topic) => objectionToUnmarkSolution(viewer, topic, topic.solutionReplyId !== null),
      async (tx, topic) => (await this.verdicts.unsolve(tx, viewer, topic))[0] ?? null,
    );
  }

  /** A representative makes an answer the company's own, whoever wrote it. */
  async markOfficial(viewer: Viewer, replyId: string): Promise<Topic> {
    const topic = await this.ofReplies.change(viewer, replyId, objectionToMarkOfficial, async (tx, reply, locked) =>
      reply.isOfficial ? [] : this.verdicts.makeOfficial(tx, viewer, locked, reply.id),
    );
    return this.ofTopics.answer(viewer, topic.id, null);
  }

  unmarkOfficial(viewer: Viewer, topicId: string): Promise<Topic> {
    return this.ofTopics.run(
      viewer,
      topicId,
      (_, topic) => objectionToUnmarkOfficial(viewer, topic.officialReplyId !== null),
      async (tx, topic) => (await this.verdicts.unmakeOfficial(tx, viewer, topic))[0] ?? null,
    );
  }
}
