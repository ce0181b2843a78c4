import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';

/** How much new people write. */
@ObjectType()
@InputType('NewcomerLimitsInput')
export class NewcomerLimitsType {
  @Field(() => Int, { description: 'Links in one post; 0 to 20.' })
  links: number;

  @Field(() => Int, { description: 'People called in one post; 0 to 20.' })
  mentions: number;

  @Field(() => Int, { description: 'Posts an hour, topics and replies together; 1 to 1,000.' })
  pace: number;
}
