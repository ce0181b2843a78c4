import { Field, ID, ObjectType } from '@nestjs/graphql';

/** A mail as it was sent, or written to a file where no mail server is configured. */
@ObjectType()
export class WrittenMail {
  @Field(() => ID)
  id: string;

  @Field()
  to: string;

  @Field()
  subject: string;

  @Field()
  text: string;

  @Field(() => Date)
  at: Date;
}
