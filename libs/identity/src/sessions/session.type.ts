import { Field, ID, ObjectType } from '@nestjs/graphql';

/** One place where a person is signed in, as only they see it. */
@ObjectType()
export class Session {
  @Field(() => ID)
  id: string;

  @Field()
  createdAt: Date;

  @Field()
  lastSeenAt: Date;

  /** The browser's own words, shortened. */
  @Field()
  device: string;

  @Field()
  address: string;

  @Field()
  isCurrent: boolean;
}
