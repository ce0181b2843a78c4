import { Field, ID, ObjectType } from '@nestjs/graphql';

/** Who one is at a provider, and what was copied from there; shown to its owner alone. */
@ObjectType()
export class Identity {
  @Field(() => ID)
  id: string;

  @Field({ description: 'Its short name, as in /auth/:provider.' })
  provider: string;

  @Field({ description: 'As it calls itself.' })
  providerName: string;

  @Field({ description: 'The name that one has there; copied once.' })
  name: string;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field()
  isEmailVerified: boolean;

  @Field(() => String, { nullable: true, description: 'Address of the copied picture.' })
  picture: string | null;

  @Field()
  linkedAt: Date;

  @Field()
  lastUsedAt: Date;
}
