import { Field, ObjectType } from '@nestjs/graphql';

/** A purpose that a person is asked about, and whether they agreed. */
@ObjectType()
export class Consent {
  @Field()
  purpose: string;

  @Field()
  version: string;

  /** An ISO string where it comes out of JSON. */
  @Field(() => Date, { nullable: true })
  grantedAt: Date | string | null;
}
