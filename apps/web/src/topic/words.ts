import type { TopicKind, TopicStatus } from '../gql/generated/graphql.ts';

type Tone = 'accent' | 'solution' | 'waiting' | 'problem' | undefined;

/** Addresses of the five lists. */
export const LIST_PATHS: Record<TopicKind, string> = {
  QUESTION: '/questions',
  PROBLEM: '/problems',
  IDEA: '/ideas',
  PRAISE: '/praise',
  UPDATE: '/updates',
};

/** Kinds in the order in which they are offered; updates are for representatives and come last. */
export const KINDS = ['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'UPDATE'] as const satisfies readonly TopicKind[];

export const KIND_ICONS: Record<TopicKind, string> = {
  QUESTION: 'circle-question-mark',
  PROBLEM: 'wrench',
  IDEA: 'lightbulb',
  PRAISE: 'heart',
  UPDATE: 'megaphone',
};

/** Statuses of ideas and of problems; the other kinds have none. */
export const STATUSES: Partial<Record<TopicKind, readonly TopicStatus[]>> = {
  IDEA: ['OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'],
  PROBLEM: ['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'NOT_A_PROBLEM'],
};

/** What a status means for who reads it: done is green, under way amber, the rest quiet. */
export const STATUS_TONES: Record<TopicStatus, Tone> = {
  OPEN: undefined,
  UNDER_CONSIDERATION: 'waiting',
  PLANNED: 'accent',
  STARTED: 'waiting',
  DONE: 'solution',
  DECLINED: undefined,
  ACKNOWLEDGED: 'waiting',
  IN_PROGRESS: 'waiting',
  FIXED: 'solution',
  NOT_A_PROBLEM: undefined,
};

/** On a question and a problem a vote says "I have this too", elsewhere it supports. A key of the messages. */
export const voteWord = (kind: TopicKind) => (kind === 'QUESTION' || kind === 'PROBLEM' ? 'words.meToo' : 'words.vote');
