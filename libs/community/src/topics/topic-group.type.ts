import { Field, ID, ObjectType } from '@nestjs/graphql';
import { GroupType } from '@veche/visibility';

/** The group that a topic lives in, as far as a topic shows it. */
@ObjectType({ description: 'The group that a topic lives in.' })
export class TopicGroup {
  @Field(() => ID)
  id: string;

  @Field()
  slug: string;

  @Field()
  name: string;

  @Field(() => GroupType)
  type: GroupType;
}
