import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Identity } from './identity.type.js';

/** How a person comes in, and what else keeps others out; shown to themselves alone. */
@ObjectType()
export class Security {
  @Field(() => [Identity])
  identities: Identity[];

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field()
  isEmailVerified: boolean;

  @Field(() => Date, { nullable: true, description: 'Since when the account has this e-mail for sure.' })
  emailVerifiedAt: Date | null;

  @Field()
  hasPassword: boolean;

  @Field({ description: 'Whether the last proof of who one is, is fresh enough for what could lock the owner out.' })
  isProved: boolean;

  @Field(() => Date, { nullable: true, description: 'Since when a second factor is asked for.' })
  secondFactorSince: Date | null;

  @Field(() => Int)
  recoveryCodesLeft: number;

  @Field({ description: 'A role of theirs sleeps until there is a second factor.' })
  needsSecondFactor: boolean;
}
