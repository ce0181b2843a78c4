import type { TopicKind, TopicStatus } from '../topics/topic.words.js';

/** A topic of another platform, everything of it that is known. Repeating one with the same id changes nothing. */
export interface ImportedTopic {
  /** Unique among the source's topics. */
  externalId: string;
  kind: TopicKind;
  /** The company's verdict there; null or OPEN when it gave none. Signed "imported" here. */
  status: TopicStatus | null;
  title: string;
  bodyMarkdown: string;
  /** A person imported from the same source; null when the source does not know one. */
  authorExternalId: string | null;
  /** Shown when the author is not known as a person. */
  authorName: string;
  createdAt: Date;
  closedAt: Date | null;
  /** Last change there; the topic's place in "moving". Replies move it further. */
  movedAt?: Date;
  /** Signed total of votes. */
  score: number;
  tags: string[];
}

/** An answer or comment of another platform. */
export interface ImportedReply {
  /** Unique among the source's replies: where answers and comments are numbered apart there, give them prefixes. */
  externalId: string;
  topicExternalId: string;
  /** The answer that this comment hangs on; null when directly on the topic. Must be imported before (an earlier batch, or earlier in this one). */
  parentExternalId: string | null;
  kind: 'ANSWER' | 'COMMENT';
  bodyMarkdown: string;
  authorExternalId: string | null;
  authorName: string;
  createdAt: Date;
  score: number;
  /** Accepted by the asker there. */
  isSolution: boolean;
}

/** What a batch did. Rows that were there before count in neither. */
export interface ImportOutcome {
  added: number;
  /** External ids left out, with the reason: a topic or parent that is not there. */
  left: { externalId: string; reason: 'NO_TOPIC' | 'NO_PARENT' }[];
}
