import { registerEnumType } from '@nestjs/graphql';

/** What a moderator does about posts or people. */
export const ModerationActKind = {
  APPROVE: 'APPROVE',
  REMOVE: 'REMOVE',
  WARN: 'WARN',
  SILENCE: 'SILENCE',
  SUSPEND: 'SUSPEND',
  BAN: 'BAN',
} as const;
export type ModerationActKind = keyof typeof ModerationActKind;

/** What is done about a person, from the mildest on. */
export const SanctionKind = { WARN: 'WARN', SILENCE: 'SILENCE', SUSPEND: 'SUSPEND', BAN: 'BAN' } as const;
export type SanctionKind = keyof typeof SanctionKind;

/** Why; the page says it in the reader's language. */
export const ModerationReason = {
  SPAM: 'SPAM',
  INSULT: 'INSULT',
  OFF_TOPIC: 'OFF_TOPIC',
  PERSONAL_DATA: 'PERSONAL_DATA',
  UNLAWFUL: 'UNLAWFUL',
  OTHER: 'OTHER',
} as const;
export type ModerationReason = keyof typeof ModerationReason;

/** Why a post stands in the queue. */
export const CaseWhy = { FIRST_POST: 'FIRST_POST', MACHINE: 'MACHINE', FLAG: 'FLAG', PERSON: 'PERSON' } as const;
export type CaseWhy = keyof typeof CaseWhy;

/** Which posts of new people wait. */
export const FirstPostsRule = { NONE: 'NONE', FIRST_LINK: 'FIRST_LINK', FIRST: 'FIRST', FIRST_THREE: 'FIRST_THREE' } as const;
export type FirstPostsRule = keyof typeof FirstPostsRule;

registerEnumType(ModerationActKind, { name: 'ModerationActKind' });
registerEnumType(SanctionKind, { name: 'SanctionKind' });
registerEnumType(ModerationReason, { name: 'ModerationReason' });
registerEnumType(CaseWhy, { name: 'CaseWhy' });
registerEnumType(FirstPostsRule, { name: 'FirstPostsRule' });
