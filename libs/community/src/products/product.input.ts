import { Field, ID, InputType } from '@nestjs/graphql';

/** With an id the product is changed, without one it is new. */
@InputType()
export class ProductInput {
  @Field(() => ID, { nullable: true })
  id?: string | null;

  @Field()
  name: string;

  @Field(() => String, { nullable: true })
  slug?: string | null;

  @Field(() => String, { nullable: true, defaultValue: '' })
  description?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false })
  archived?: boolean | null;
}
