import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '../people/person.type.js';

/** What people of the company say of a match. */
export const MatchDecision = { SAME: 'SAME', DIFFERENT: 'DIFFERENT' } as const;
export type MatchDecision = keyof typeof MatchDecision;
registerEnumType(MatchDecision, { name: 'MatchDecision' });

/** Two persons who may be one human: both proved the same e-mail. */
@ObjectType()
export class PersonMatch {
  @Field(() => ID)
  id: string;

  @Field(() => Person)
  person: Person;

  @Field(() => Person)
  other: Person;

  @Field()
  foundAt: Date;
}
