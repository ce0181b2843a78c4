import { Injectable } from '@nestjs/common';
import { actOnAuthor } from '@veche/interactions';
import { Clock } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FileBinder } from '../files/file.binder.js';
import { HoldingService } from '../holding/holding.service.js';
import { RevisionRepository } from '../revisions/revision.repository.js';
import type { LockedTopic } from '../topics/topic.repository.js';
import { VerdictRepository } from '../verdicts/verdict.repository.js';
import { replied } from './reply-text.js';
import { ReplyCommand } from './reply-command.js';
import { objectionToDelete, objectionToEdit, objectionToRestore } from './reply.policy.js';
import { type HeldReply, ReplyRepository } from './reply.repository.js';
import type { Reply } from './reply.type.js';

/** What happens to a reply after it was written: other words, deletion, return. */
@Injectable()
export class ReplyUpkeepService {
  constructor(
    private readonly command: ReplyCommand,
    private readonly replies: ReplyRepository,
    private readonly revisions: RevisionRepository,
    private readonly files: FileBinder,
    private readonly holding: HoldingService,
    private readonly verdicts: VerdictRepository,
    private readonly clock: Clock,
  ) {}

  /** Other words; the former ones stay in the history. @throws Refusal NOT_FOUND, FORBIDDEN, INVALID (field body), CONFLICT */
  async edit(viewer: Viewer, replyId: string, body: string): Promise<Reply> {
    const { bodyMd, bodyHtml } = replied(body);
    await this.command.change(viewer, replyId, objectionToEdit, async (tx, reply, topic) => {
      if (reply.bodyMarkdown === bodyMd) return [];
      if (reply.state === 'published') await this.holding.insistOnEdit(tx, viewer, reply.bodyMarkdown ?? '', bodyMd);
      await this.revisions.record(tx, { topicId: topic.id, replyId: reply.id }, viewer.personId, { bodyMarkdown: bodyMd });
      await this.replies.reword(tx, reply, bodyMd, bodyHtml, this.clock.now());
      if (viewer.personId !== null) await this.files.bind(tx, viewer.personId, bodyHtml, { topicId: topic.id, replyId: reply.id });
      return [actOnAuthor(viewer, reply.authorPersonId, 'reply.edited', {}, about(topic, reply))];
    });
    return this.command.answer(viewer, replyId);
  }

  /** Takes a reply out of sight, and with it its comments and the verdicts that it bore. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT */
  async delete(viewer: Viewer, replyId: string): Promise<Reply> {
    await this.command.change(viewer, replyId, objectionToDelete, async (tx, reply, topic) => {
      await this.replies.setDeleted(tx, reply, viewer.personId);
      return [
        actOnAuthor(viewer, reply.authorPersonId, 'reply.deleted', {}, about(topic, reply)),
        ...(reply.isSolution ? await this.verdicts.unsolve(tx, viewer, topic) : []),
        ...(reply.isOfficial ? await this.verdicts.unmakeOfficial(tx, viewer, topic) : []),
      ];
    });
    return this.command.answer(viewer, replyId);
  }

  /** Brings a deleted reply back; verdicts are given anew by those who give them. @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT */
  async restore(viewer: Viewer, replyId: string): Promise<Reply> {
    await this.command.change(viewer, replyId, objectionToRestore, async (tx, reply, topic) => {
      await this.replies.setDeleted(tx, reply, null);
      return [actOnAuthor(viewer, reply.authorPersonId, 'reply.restored', {}, about(topic, reply))];
    });
    return this.command.answer(viewer, replyId);
  }
}

function about(topic: LockedTopic, reply: HeldReply): { topicId: string; replyId: string; audienceId: number } {
  return { topicId: topic.id, replyId: reply.id, audienceId: topic.audienceId };
}
