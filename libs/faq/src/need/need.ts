import type { Interaction } from '@veche/interactions';
import type { NeedKind } from '../demand/demand.js';
import type { NeedTopic } from './need-topic.js';

/** What a batch of the log says of one need. */
export interface NeedChange {
  topicId: string;
  kind: NeedKind;
  personId: string;
  /** The reply voted for; the topic itself for the other kinds. */
  subjectId: string;
  /** The first moment at which it was cast; null when the batch only withdraws it. */
  at: Date | null;
  isWithdrawn: boolean;
}

/** The need that an interaction casts or withdraws, if it does either. */
export function needIn(interaction: Interaction, topic: NeedTopic | undefined): NeedChange | undefined {
  const { kind, topicId, replyId, personId, payload, occurredAt } = interaction;
  if (topicId === null || personId === null) return undefined;
  const cast = (need: NeedKind, subjectId = topicId): NeedChange => ({
    topicId,
    kind: need,
    personId,
    subjectId,
    at: occurredAt,
    isWithdrawn: false,
  });
  const withdraw = (need: NeedKind, subjectId = topicId): NeedChange => ({ ...cast(need, subjectId), at: null, isWithdrawn: true });
  const onReply = payload['on'] === 'reply' && replyId !== null;
  switch (kind) {
    case 'topic.asked':
      return cast('ME_TOO');
    case 'vote.cast':
      return onReply ? cast('ANSWER_VOTE', replyId) : cast('ME_TOO');
    case 'vote.withdrawn':
      if (onReply) return withdraw('ANSWER_VOTE', replyId);
      // Whoever asked needs it, also without the vote on their own topic.
      return personId === topic?.askerPersonId ? undefined : withdraw('ME_TOO');
    case 'topic.followed':
      return cast('FOLLOW');
    case 'topic.unfollowed':
      return withdraw('FOLLOW');
    default:
      return undefined;
  }
}

/** Two changes of one need as one: the last word stands, the first moment stays. */
export function merged(earlier: NeedChange | undefined, later: NeedChange): NeedChange {
  if (earlier?.at == null) return later;
  const at = later.at === null || earlier.at < later.at ? earlier.at : later.at;
  return { ...later, at };
}

/** The need's primary key as text. */
export function needKey({ topicId, kind, personId, subjectId }: NeedChange): string {
  return `${topicId} ${kind} ${personId} ${subjectId}`;
}
