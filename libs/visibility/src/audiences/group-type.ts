import { registerEnumType } from '@nestjs/graphql';

/** Who sees a group and what is in it. */
export const GroupType = { PUBLIC: 'PUBLIC', CLOSED: 'CLOSED', UNLISTED: 'UNLISTED' } as const;
export type GroupType = keyof typeof GroupType;

registerEnumType(GroupType, {
  name: 'GroupType',
  description: 'PUBLIC: all read, members write. CLOSED: its name is visible, what is in it to members. UNLISTED: nothing is visible.',
});
