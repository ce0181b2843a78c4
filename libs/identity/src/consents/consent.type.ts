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

/** An answer that was given once, as it is kept. */
@ObjectType()
export class GivenConsent {
  @Field()
  purpose: string;

  @Field({ description: 'Of the text that was agreed to.' })
  version: string;

  @Field({ description: 'Where it was given: web, api, import or system.' })
  source: string;

  @Field(() => Date)
  grantedAt: Date;

  @Field(() => Date, { nullable: true, description: 'When it was withdrawn; of what was agreed to once, at once.' })
  withdrawnAt: Date | null;
}
