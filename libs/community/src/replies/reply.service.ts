import { Injectable } from '@nestjs/common';
import { type BrakeRule, Brakes, newId, unauthenticated } from '@veche/platform';
import { type Viewer, isStaff } from '@veche/visibility';
import { IdempotentCommands } from '../idempotency/idempotent-commands.js';
import { NewReplies, type WrittenReply } from './new-replies.js';
import { replied } from './reply-text.js';
import { ReplyCommand } from './reply-command.js';
import type { ReplyInput } from './reply.input.js';
import type { Reply } from './reply.type.js';

/** Nobody writes sixty replies in ten minutes; a script does. People of the company are not braked. */
export const REPLYING: BrakeRule = { name: 'reply', points: 60, seconds: 600 };

/** Answering and commenting. */
@Injectable()
export class ReplyService {
  constructor(
    private readonly command: ReplyCommand,
    private readonly newReplies: NewReplies,
    private readonly idempotent: IdempotentCommands,
    private readonly brakes: Brakes,
  ) {}

  /**
   * Writes an answer or a comment; a representative may make it the official answer in the same breath. With an idempotency key a
   * repetition answers with the first reply, also when the topic has been closed since.
   * @throws Refusal UNAUTHENTICATED, NOT_FOUND, FORBIDDEN, INVALID (field), LIMITED, CONFLICT (closed, deleted, or the key came with other input)
   */
  async reply(viewer: Viewer, input: ReplyInput): Promise<Reply> {
    if (viewer.personId === null) throw unauthenticated();
    const author = { id: viewer.personId, name: viewer.name };
    const { parent: parentId = null, official, idempotencyKey: key } = input;
    const written: Omit<WrittenReply, 'id' | 'author'> = {
      parentId,
      kind: parentId === null ? (input.kind ?? 'ANSWER') : 'COMMENT',
      ...replied(input.body),
      isOfficial: official ?? false,
    };
    if (!isStaff(viewer)) await this.brakes.spend(REPLYING, author.id);

    const mine = newId();
    const id = await this.command.write(viewer, input.topic, async (tx, topic) => {
      const asked = { topicId: topic.id, parentId, kind: written.kind, bodyMd: written.bodyMd, isOfficial: written.isOfficial };
      const first = await this.idempotent.claim(tx, { personId: author.id, command: 'reply', key, input: asked }, mine);
      return {
        result: first,
        happened: first === mine ? await this.newReplies.write(tx, viewer, topic, { id: mine, author, ...written }) : [],
      };
    });
    return this.command.answer(viewer, id);
  }
}
