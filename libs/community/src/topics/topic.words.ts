import { registerEnumType } from '@nestjs/graphql';

/** What a person may bring. UPDATE is the company's own. */
export const TopicKind = { QUESTION: 'QUESTION', PROBLEM: 'PROBLEM', IDEA: 'IDEA', PRAISE: 'PRAISE', UPDATE: 'UPDATE' } as const;
export type TopicKind = keyof typeof TopicKind;

/** Where an idea or a problem stands with the company. */
export const TopicStatus = {
  OPEN: 'OPEN',
  UNDER_CONSIDERATION: 'UNDER_CONSIDERATION',
  PLANNED: 'PLANNED',
  STARTED: 'STARTED',
  DONE: 'DONE',
  DECLINED: 'DECLINED',
  ACKNOWLEDGED: 'ACKNOWLEDGED',
  IN_PROGRESS: 'IN_PROGRESS',
  FIXED: 'FIXED',
  NOT_A_PROBLEM: 'NOT_A_PROBLEM',
} as const;
export type TopicStatus = keyof typeof TopicStatus;

const STATUSES: Readonly<Record<TopicKind, readonly TopicStatus[]>> = {
  IDEA: ['OPEN', 'UNDER_CONSIDERATION', 'PLANNED', 'STARTED', 'DONE', 'DECLINED'],
  PROBLEM: ['OPEN', 'ACKNOWLEDGED', 'IN_PROGRESS', 'FIXED', 'NOT_A_PROBLEM'],
  QUESTION: [],
  PRAISE: [],
  UPDATE: [],
};

/** The statuses that a kind knows, in their usual order; none for most kinds. */
export function statusesOf(kind: TopicKind): readonly TopicStatus[] {
  return STATUSES[kind];
}

/** The status with which a topic of this kind begins. */
export function firstStatusOf(kind: TopicKind): TopicStatus | null {
  return STATUSES[kind][0] ?? null;
}

/** The names in the API; the values are those of the tables. */
export const ContentStates = { PUBLISHED: 'published', HELD: 'held', HIDDEN: 'hidden', DELETED: 'deleted' } as const;

/** The kinds of audience by their names in the API. */
export const AudienceKinds = { EVERYONE: 'EVERYONE', MEMBERS: 'MEMBERS', STAFF: 'STAFF', GROUP: 'GROUP', PRIVATE: 'PRIVATE' } as const;

/** Orders of a list of topics. */
export const TopicOrder = { MOVED: 'MOVED', NEW: 'NEW', VOTES: 'VOTES', NEEDED: 'NEEDED' } as const;
export type TopicOrder = keyof typeof TopicOrder;

/** Choices within a list of topics. */
export const TopicFilter = {
  ALL: 'ALL',
  UNANSWERED: 'UNANSWERED',
  SOLVED: 'SOLVED',
  OFFICIAL: 'OFFICIAL',
  MINE: 'MINE',
  FOLLOWED: 'FOLLOWED',
} as const;
export type TopicFilter = keyof typeof TopicFilter;

registerEnumType(TopicKind, { name: 'TopicKind' });
registerEnumType(TopicStatus, { name: 'TopicStatus' });
registerEnumType(ContentStates, { name: 'ContentState' });
registerEnumType(AudienceKinds, { name: 'AudienceKind' });
registerEnumType(TopicOrder, { name: 'TopicOrder' });
registerEnumType(TopicFilter, { name: 'TopicFilter' });
