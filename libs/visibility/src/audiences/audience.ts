/** Audience ids that every installation has. */
export const EVERYONE = 1;
export const MEMBERS = 2;
export const STAFF = 3;
/** From here on: one person and the company. A range, so that "any private question" fits a filter made of integers. */
export const PRIVATE_FROM = 1_000_000_000;

export type AudienceKind = 'EVERYONE' | 'MEMBERS' | 'STAFF' | 'PRIVATE';

/** The kind that a number belongs to. */
export function audienceKind(id: number): AudienceKind {
  if (id >= PRIVATE_FROM) return 'PRIVATE';
  if (id === STAFF) return 'STAFF';
  return id === MEMBERS ? 'MEMBERS' : 'EVERYONE';
}
