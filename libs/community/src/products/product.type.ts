import { Field, ID, ObjectType } from '@nestjs/graphql';

/** What topics are about. */
@ObjectType({ description: 'What topics are about.' })
export class Product {
  @Field(() => ID)
  id: string;

  @Field()
  slug: string;

  @Field()
  name: string;

  @Field()
  description: string;

  @Field()
  archived: boolean;

  /** Visible topics about it (`topicCount`), where the statement that read it counted them; else counted when asked. */
  topicCount?: number;
}
