import { Injectable } from '@nestjs/common';
import type { FormProofInput } from '@veche/identity';
import { type NewInteraction, ownAct } from '@veche/interactions';
import { Clock, type Tx } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FileBinder } from '../files/file.binder.js';
import { HoldingService } from '../holding/holding.service.js';
import { insist } from '../objection.js';
import { objectionToAnswer, objectionToAnswerOfficially } from '../topics/topic.policy.js';
import type { LockedTopic } from '../topics/topic.repository.js';
import { ANSWERS_ONLY } from '../verdicts/verdict.policy.js';
import { VerdictRepository } from '../verdicts/verdict.repository.js';
import { PARENT_ELSEWHERE } from './reply.objections.js';
import { objectionToComment } from './reply.policy.js';
import { ReplyRepository } from './reply.repository.js';
import type { ReplyKind } from './reply.type.js';

/** A reply that somebody wants to write; its text has been rendered. */
export interface WrittenReply {
  id: string;
  author: { id: string; name: string };
  parentId: string | null;
  kind: ReplyKind;
  bodyMd: string;
  bodyHtml: string;
  isOfficial: boolean;
  form?: FormProofInput | null;
}

/** Writes replies under a locked topic: asks the policies, inserts, counts, takes the pictures along, and gives the mark. */
@Injectable()
export class NewReplies {
  constructor(
    private readonly replies: ReplyRepository,
    private readonly files: FileBinder,
    private readonly verdicts: VerdictRepository,
    private readonly holding: HoldingService,
    private readonly clock: Clock,
  ) {}

  /** @returns what happened, in order, for the command to append last */
  async write(tx: Tx, viewer: Viewer, topic: LockedTopic, reply: WrittenReply): Promise<NewInteraction[]> {
    insist(objectionToAnswer(viewer, topic));
    if (reply.isOfficial) insist(objectionToAnswerOfficially(viewer, topic) ?? (reply.kind === 'ANSWER' ? null : ANSWERS_ONLY));
    const parent = reply.parentId === null ? null : await this.replies.visible(tx, viewer, reply.parentId);
    if (parent !== null) insist(parent.topicId === topic.id ? objectionToComment(viewer, parent) : PARENT_ELSEWHERE);

    const why = await this.holding.look(tx, viewer, reply.bodyMd, reply.form);
    await this.replies.insert(tx, topic, {
      ...reply,
      state: why === null ? 'published' : 'held',
      parent,
      authorPersonId: reply.author.id,
      authorName: reply.author.name,
      createdAt: this.clock.now(),
    });
    await this.files.bind(tx, reply.author.id, reply.bodyHtml, { topicId: topic.id, replyId: reply.id });
    if (why !== null) {
      await this.holding.open(tx, { topic, replyId: reply.id, authorPersonId: reply.author.id, why });
      return [];
    }
    const payload = {
      replyKind: reply.kind,
      ...(parent !== null && { parentReplyId: parent.id }),
      ...(reply.isOfficial && { isOfficial: true }),
    };
    const posted = ownAct(viewer, 'reply.posted', payload, { topicId: topic.id, replyId: reply.id, audienceId: topic.audienceId });
    return reply.isOfficial ? [posted, ...(await this.verdicts.makeOfficial(tx, viewer, topic, reply.id))] : [posted];
  }
}
