import { Injectable } from '@nestjs/common';
import { type BrakeRule, Brakes, newId, unauthenticated } from '@veche/platform';
import { type Viewer, isStaff } from '@veche/visibility';
import { isNewcomer } from '../holding/first-look.js';
import { HoldingService } from '../holding/holding.service.js';
import { IdempotentCommands } from '../idempotency/idempotent-commands.js';
import { answers } from '../loading/asked-fields.js';
import { NewReplies, type WrittenReply } from './new-replies.js';
import { PlainReplies, type PostedReply, isPlain } from './plain-replies.js';
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
    private readonly plain: PlainReplies,
    private readonly newReplies: NewReplies,
    private readonly idempotent: IdempotentCommands,
    private readonly brakes: Brakes,
    private readonly holding: HoldingService,
  ) {}

  /**
   * Writes an answer or a comment; a representative may make it the official answer in the same breath. With an idempotency key a
   * repetition answers with the first reply, also when the topic has been closed since.
   * @param fields what the caller wants to know of it; the reply is not read again when the writing tells that much
   * @throws Refusal UNAUTHENTICATED, NOT_FOUND, FORBIDDEN, INVALID (field), LIMITED, CONFLICT (closed, deleted, or the key came with other input)
   */
  reply(viewer: Viewer, input: ReplyInput): Promise<Reply>;
  reply(viewer: Viewer, input: ReplyInput, fields: ReadonlySet<string>): Promise<Reply | PostedReply>;
  async reply(viewer: Viewer, input: ReplyInput, fields?: ReadonlySet<string>): Promise<Reply | PostedReply> {
    if (viewer.personId === null) throw unauthenticated();
    const author = { id: viewer.personId, name: viewer.name };
    const { parent: parentId = null, official, idempotencyKey: key } = input;
    const reply: WrittenReply = {
      id: newId(),
      author,
      parentId,
      kind: parentId === null ? (input.kind ?? 'ANSWER') : 'COMMENT',
      ...replied(input.body),
      isOfficial: official ?? false,
      form: input.form,
    };
    const asked = { topicId: input.topic.toLowerCase(), parentId, kind: reply.kind, bodyMd: reply.bodyMd, isOfficial: reply.isOfficial };
    const repeatable = { personId: author.id, command: 'reply', key, input: asked };

    await this.holding.insistOnMeasure(viewer, reply.bodyMd);
    // What somebody new writes is looked at under the lock.
    if (isPlain(reply) && !isNewcomer(viewer)) {
      const posted = await this.plain.write(viewer, input.topic, reply, REPLYING, repeatable);
      if (posted !== null) return answers(posted, fields) ? posted : this.command.answer(viewer, posted.id);
    } else if (!isStaff(viewer)) await this.brakes.spend(REPLYING, author.id);

    const id = await this.command.write(viewer, input.topic, async (tx, topic) => {
      const first = await this.idempotent.claim(tx, repeatable, reply.id);
      return { result: first, happened: first === reply.id ? await this.newReplies.write(tx, viewer, topic, reply) : [] };
    });
    return this.command.answer(viewer, id);
  }
}
