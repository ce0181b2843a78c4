import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction, ownAct } from '@veche/interactions';
import { type BrakeRule, Brakes, Database, invalid, newId, unauthenticated } from '@veche/platform';
import { type AudienceKind, type NamedAudience, type Viewer, audienceKind, isStaff } from '@veche/visibility';
import { HoldingService } from '../holding/holding.service.js';
import { IdempotentCommands } from '../idempotency/idempotent-commands.js';
import { insist } from '../objection.js';
import { NewTopics } from './new-topics.js';
import { TopicCommand } from './topic-command.js';
import { titled, worded } from './topic-text.js';
import type { AskInput } from './topic.input.js';
import { objectionToAsk } from './topic.policy.js';
import type { LockedTopic } from './topic.repository.js';
import { about } from './topic.service.js';
import type { Topic } from './topic.type.js';

/** A customer brings at most so many topics an hour; people of the company are not braked. */
export const ASKING: BrakeRule = { name: 'ask', points: 30, seconds: 3600 };

/** Bringing a topic. */
@Injectable()
export class AskService {
  constructor(
    private readonly database: Database,
    private readonly newTopics: NewTopics,
    private readonly idempotent: IdempotentCommands,
    private readonly brakes: Brakes,
    private readonly log: InteractionLog,
    private readonly command: TopicCommand,
    private readonly holding: HoldingService,
  ) {}

  /**
   * Brings a topic; the author follows it from then on. With an idempotency key a repetition answers with the first topic.
   * @throws Refusal UNAUTHENTICATED, FORBIDDEN, INVALID (field), LIMITED, CONFLICT (the key came with other input)
   */
  async ask(viewer: Viewer, input: AskInput): Promise<Topic> {
    const group = input.group?.trim() || null;
    const audience = namedAudience(group === null ? (input.audience ?? 'EVERYONE') : 'EVERYONE');
    insist(objectionToAsk(viewer, input.kind, audience));
    if (viewer.personId === null) throw unauthenticated();
    const author = { id: viewer.personId, name: viewer.name };
    const asked = {
      kind: input.kind,
      audience,
      group,
      words: { ...titled(input.title), ...worded(input.body) },
      products: input.products ?? [],
      tags: input.tags ?? [],
    };
    const { form } = input;
    if (!isStaff(viewer)) await this.brakes.spend(ASKING, author.id);
    await this.holding.insistOnMeasure(viewer, `${asked.words.title} ${asked.words.bodyMd}`);

    const written = await this.database.transaction(async (tx) => {
      const mine = newId();
      const typed = { ...asked, words: [input.title, input.body] };
      const id = await this.idempotent.claim(tx, { personId: author.id, command: 'ask', key: input.idempotencyKey, input: typed }, mine);
      if (id !== mine) return { id, audienceId: null };
      const { topic, productIds } = await this.newTopics.write(tx, viewer, { id, ...asked, author, form });
      // What waits for a moderator is told to nobody: the log learns of it when it is let through.
      if (topic.state === 'published') await this.log.append(tx, ownAct(viewer, 'topic.asked', askedOf(topic, productIds), about(topic)));
      return { id, audienceId: topic.audienceId };
    });
    return this.command.answer(viewer, written.id, written.audienceId);
  }
}

/** What the log says of a topic that was brought. */
export function askedOf(
  { kind, audienceId, groupId }: Pick<LockedTopic, 'kind' | 'audienceId' | 'groupId'>,
  productIds: readonly string[],
): NewInteraction<'topic.asked'>['payload'] {
  return {
    topicKind: kind,
    audience: audienceKind(audienceId),
    ...(productIds.length > 0 && { productIds: [...productIds] }),
    ...(groupId !== null && { groupId }),
  };
}

/** @throws Refusal INVALID of a group's audience without the group */
export function namedAudience(audience: AudienceKind): NamedAudience {
  if (audience !== 'GROUP') return audience;
  throw invalid('group', { en: 'Say which group.', ru: 'Укажите группу.' });
}
