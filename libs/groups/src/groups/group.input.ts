import { Field, InputType } from '@nestjs/graphql';
import { GroupType } from '@veche/visibility';

@InputType()
export class CreateGroupInput {
  @Field()
  name: string;

  @Field(() => GroupType)
  type: GroupType;

  @Field(() => String, { nullable: true, defaultValue: '' })
  description?: string | null;
}

/** What is left out stays as it is. */
@InputType()
export class EditGroupInput {
  @Field({ description: 'Slug.' })
  group: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;
}
