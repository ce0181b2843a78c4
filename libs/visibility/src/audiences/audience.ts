/** Audience ids that every installation has. */
export const EVERYONE = 1;
export const MEMBERS = 2;
export const STAFF = 3;
/** From here on: one person and the company. A range, so that "any private question" fits a filter made of integers. */
export const PRIVATE_FROM = 1_000_000_000;

/** From here up to the private ones: the members of one group. */
export const GROUPS_FROM = 100;

export type AudienceKind = 'EVERYONE' | 'MEMBERS' | 'STAFF' | 'GROUP' | 'PRIVATE';
/** What a topic can be given by name alone; a group's audience comes with the group. */
export type NamedAudience = Exclude<AudienceKind, 'GROUP'>;

/** The kind that a number belongs to. */
export function audienceKind(id: number): AudienceKind {
  if (id >= PRIVATE_FROM) return 'PRIVATE';
  if (id >= GROUPS_FROM) return 'GROUP';
  if (id === STAFF) return 'STAFF';
  return id === MEMBERS ? 'MEMBERS' : 'EVERYONE';
}
