import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import { GroupType } from '@veche/visibility';
import { GroupRole } from '../groups/group.words.js';

/** Which people of a group a list shows. All but members are shown to those who lead it. */
export const MemberFilter = {
  MEMBERS: 'member',
  REQUESTED: 'requested',
  INVITED: 'invited',
  DECLINED: 'declined',
  BANNED: 'banned',
} as const;
export type MemberFilter = (typeof MemberFilter)[keyof typeof MemberFilter];
registerEnumType(MemberFilter, { name: 'GroupMemberFilter' });

/** Somebody in a group, or at its door. */
@ObjectType()
export class GroupMember {
  @Field(() => Person)
  person: Person;

  @Field(() => GroupRole)
  role: GroupRole;

  @Field(() => Date)
  since: Date;

  @Field({ description: 'What they wrote with their request.' })
  message: string;

  @Field({ description: 'Why they were declined or banned.' })
  reason: string;

  @Field(() => Person, { nullable: true, description: 'Who invited, admitted, declined or banned them.' })
  by: Person | null;
}

@ObjectType()
export class GroupMemberConnection extends Paginated(GroupMember) {}

/** An invitation that names the viewer. What an UNLISTED group is called is told to who takes it up. */
@ObjectType()
export class GroupInvitation {
  @Field(() => String, { description: 'What `answerGroupInvitation` takes.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'Null of an UNLISTED group.' })
  groupName: string | null;

  @Field(() => GroupType)
  type: GroupType;

  @Field(() => Person, { nullable: true })
  invitedBy: Person | null;

  @Field(() => Date)
  at: Date;
}
