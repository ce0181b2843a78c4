import { Field, ID, ObjectType } from '@nestjs/graphql';

/** A letter that was written to somebody about their account. */
@ObjectType()
export class WrittenAccountLetter {
  @Field(() => ID)
  id: string;

  @Field()
  to: string;

  @Field()
  subject: string;

  @Field({ description: 'Without what its link needs, unless mail is only written to a folder.' })
  text: string;

  @Field()
  at: Date;
}
