import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { GroupType } from '@veche/visibility';

/** A link by which people may join, as those who lead the group see it. */
@ObjectType()
export class GroupLink {
  @Field(() => ID)
  id: string;

  @Field(() => String, { nullable: true, description: '`/invitation/…`; told once, when the link is made.' })
  path: string | null;

  @Field(() => Int)
  usesLeft: number;

  @Field(() => Date)
  expiresAt: Date;

  @Field(() => Date)
  createdAt: Date;

  @Field(() => Person, { nullable: true })
  createdBy: Person | null;
}

/** What a link tells whoever holds it. An UNLISTED group says its name to who takes it up. */
@ObjectType()
export class LinkedGroup {
  @Field(() => String, { nullable: true, description: 'Null of an UNLISTED group.' })
  groupName: string | null;

  @Field(() => GroupType)
  type: GroupType;

  @Field(() => Person, { nullable: true })
  invitedBy: Person | null;
}
