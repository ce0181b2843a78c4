import { registerEnumType } from '@nestjs/graphql';

/** What a member is. */
export const GroupRole = { OWNER: 'OWNER', MODERATOR: 'MODERATOR', MEMBER: 'MEMBER' } as const;
export type GroupRole = keyof typeof GroupRole;

/** How a person's row in a group stands. */
export type MembershipState = 'member' | 'requested' | 'invited' | 'declined' | 'banned' | 'left';

/** How a viewer stands to a group: a member's role, or what became of them. */
export const Standing = {
  OWNER: 'OWNER',
  MODERATOR: 'MODERATOR',
  MEMBER: 'MEMBER',
  STEPPED_IN: 'STEPPED_IN',
  REQUESTED: 'REQUESTED',
  INVITED: 'INVITED',
  DECLINED: 'DECLINED',
  BANNED: 'BANNED',
  LEFT: 'LEFT',
  NONE: 'NONE',
} as const;
export type Standing = keyof typeof Standing;

const STANDINGS: Readonly<Record<Exclude<MembershipState, 'member'>, Standing>> = {
  requested: 'REQUESTED',
  invited: 'INVITED',
  declined: 'DECLINED',
  banned: 'BANNED',
  left: 'LEFT',
};

/** The standing that a row (or none) and a step-in give. Membership comes before a step-in, a step-in before whatever else was. */
export function standingOf(row: { state: MembershipState | null; role: GroupRole | null; stepsIn: boolean }): Standing {
  if (row.state === 'member') return row.role ?? 'MEMBER';
  if (row.stepsIn) return 'STEPPED_IN';
  return row.state === null ? 'NONE' : STANDINGS[row.state];
}

registerEnumType(GroupRole, { name: 'GroupRole' });
registerEnumType(Standing, { name: 'GroupStanding', description: 'How the viewer stands to a group.' });
