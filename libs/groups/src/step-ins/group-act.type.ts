import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';

/** What was done in a group by whoever leads it or stepped in, out of the audit log. */
@ObjectType()
export class GroupAct {
  @Field(() => ID)
  id: string;

  @Field(() => Date)
  at: Date;

  @Field(() => String, { description: '`group.stepped_in`, `group.removed`, …' })
  act: string;

  @Field(() => Person, { nullable: true })
  actor: Person | null;

  @Field(() => Person, { nullable: true, description: 'To whom it was done, where it was done to somebody.' })
  person: Person | null;

  @Field(() => String, { nullable: true })
  reason: string | null;
}
