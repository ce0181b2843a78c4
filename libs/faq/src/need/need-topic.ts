import type { Interaction } from '@veche/interactions';

/** What the projection knows of a topic besides the needs themselves: a row of `need_topic`. */
export interface NeedTopic {
  topicId: string;
  askedAt: Date;
  askerPersonId: string | null;
  importedNeed: number;
  solutionReplyId: string | null;
  officialReplyId: string | null;
}

/** The topic as `topic.asked` begins it. Totals below zero count as none. */
export function asked({ topicId, personId, occurredAt, payload }: Interaction & { topicId: string }): NeedTopic {
  const importedNeed = Math.max(0, Number(payload['importedScore'] ?? 0));
  return { topicId, askedAt: occurredAt, askerPersonId: personId, importedNeed, solutionReplyId: null, officialReplyId: null };
}

/** The topic after one more interaction; the same object when that says nothing about verdicts. */
export function verdictsAfter(topic: NeedTopic, { kind, replyId }: Interaction): NeedTopic {
  switch (kind) {
    case 'answer.marked_solution':
      return { ...topic, solutionReplyId: replyId };
    case 'answer.unmarked_solution':
      return { ...topic, solutionReplyId: null };
    case 'answer.marked_official':
      return { ...topic, officialReplyId: replyId };
    case 'answer.unmarked_official':
      return { ...topic, officialReplyId: null };
    default:
      return topic;
  }
}
