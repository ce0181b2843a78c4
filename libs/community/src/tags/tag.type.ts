import { Field, ID, ObjectType } from '@nestjs/graphql';

/** A free label, with other names for the same. */
@ObjectType({ description: 'A free label, with other names for the same.' })
export class Tag {
  @Field(() => ID)
  id: string;

  @Field()
  slug: string;

  @Field()
  name: string;

  /** Other names and the number of visible topics, where the statement that read it has them; else read when asked. */
  synonyms?: string[];
  topicCount?: number;
}
