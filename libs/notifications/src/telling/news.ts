import type { Interaction } from '@veche/interactions';
import type { GroupNewsKind } from './group-news.js';

/** What a person can be told of a topic. */
export type TopicNewsKind = 'REPLY' | 'OFFICIAL_ANSWER' | 'SOLUTION' | 'STATUS';
/** What a person can be told of. */
export type NotificationKind = TopicNewsKind | GroupNewsKind;

/** One thing that some people are to be told, made of one interaction. */
export interface News {
  interactionId: string;
  kind: TopicNewsKind;
  topicId: string;
  /** Null with STATUS, which is about the topic itself. */
  replyId: string | null;
  actorPersonId: string | null;
  at: Date;
}

/** The news in an interaction, if there is any. What came with an import is old: nobody is told. */
export function newsIn({ id, kind, topicId, replyId, actorPersonId, occurredAt, isImported, payload }: Interaction): News | undefined {
  if (isImported || topicId === null) return undefined;
  const told = (as: TopicNewsKind): News => ({
    interactionId: id,
    kind: as,
    topicId,
    replyId: as === 'STATUS' ? null : replyId,
    actorPersonId,
    at: occurredAt,
  });
  switch (kind) {
    case 'reply.posted':
      // Posted as official it is one thing, not two.
      return told(payload['isOfficial'] === true ? 'OFFICIAL_ANSWER' : 'REPLY');
    case 'answer.marked_official':
      return told('OFFICIAL_ANSWER');
    case 'answer.marked_solution':
      return told('SOLUTION');
    case 'status.changed':
      return told('STATUS');
    default:
      return undefined;
  }
}
