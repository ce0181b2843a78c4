import { Field, Int, ObjectType } from '@nestjs/graphql';
import { GroupType } from '@veche/visibility';

/** Who would gain or lose sight if a group became one of another type. Nothing is changed by asking. */
@ObjectType()
export class GroupTypePreview {
  @Field(() => GroupType)
  from: GroupType;

  @Field(() => GroupType)
  to: GroupType;

  @Field({ description: 'Everybody, visitors and search engines included, would read what is in it.' })
  everyoneGains: boolean;

  @Field({ description: 'All but the members would lose sight of it.' })
  everyoneLoses: boolean;

  @Field({ description: 'Its name would become visible.' })
  nameShown: boolean;

  @Field({ description: 'Its name would disappear, and its address change.' })
  nameHidden: boolean;

  @Field(() => Int)
  topics: number;

  @Field(() => Int)
  replies: number;

  @Field(() => Int, { description: 'Who keep sight in any case.' })
  members: number;

  @Field(() => Int, { description: 'People who wrote or follow here and are no members: they are who would notice.' })
  outsiders: number;
}
