import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Topic } from '@veche/community';

/** What a search found; its id is what clicks are told with. */
@ObjectType()
export class SearchResult {
  @Field(() => ID)
  id: string;

  @Field(() => [Topic])
  topics: Topic[];
}
