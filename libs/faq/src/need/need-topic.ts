import type { Interaction } from '@veche/interactions';

/** What the projection knows of a topic besides the needs themselves: a row of `need_topic`. */
export interface NeedTopic {
  topicId: string;
  askedAt: Date;
  askerPersonId: string | null;
  importedNeed: number;
  solutionReplyId: string | null;
  officialReplyId: string | null;
  deletedReplyIds: string[];
}

/** The topic as `topic.asked` begins it. Totals below zero count as none. */
export function asked({ topicId, personId, occurredAt, payload }: Interaction & { topicId: string }): NeedTopic {
  const importedNeed = Math.max(0, Number(payload['importedScore'] ?? 0));
  return { topicId, askedAt: occurredAt, askerPersonId: personId, importedNeed, solutionReplyId: null, officialReplyId: null, deletedReplyIds: [] };
}

/** The topic after one more interaction; the same object when that says nothing about verdicts. */
export function verdictsAfter(topic: NeedTopic, { kind, replyId, payload }: Interaction): NeedTopic {
  switch (kind) {
    case 'answer.marked_solution':
      return { ...topic, solutionReplyId: replyId };
    case 'answer.unmarked_solution':
      return { ...topic, solutionReplyId: null };
    case 'answer.marked_official':
      return { ...topic, officialReplyId: replyId };
    case 'answer.unmarked_official':
      return { ...topic, officialReplyId: null };
    case 'reply.posted':
      return payload['isOfficial'] === true ? { ...topic, officialReplyId: replyId } : topic;
    case 'reply.deleted':
      return isVerdict(topic, replyId) ? { ...topic, deletedReplyIds: [...without(topic.deletedReplyIds, replyId), replyId] } : topic;
    case 'reply.restored':
      return { ...topic, deletedReplyIds: without(topic.deletedReplyIds, replyId) };
    default:
      return topic;
  }
}

function isVerdict(topic: NeedTopic, replyId: string | null): replyId is string {
  return replyId !== null && (replyId === topic.solutionReplyId || replyId === topic.officialReplyId);
}

function without(ids: readonly string[], gone: string | null): string[] {
  return ids.filter((id) => id !== gone);
}
