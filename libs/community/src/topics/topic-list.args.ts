import { ArgsType, Field, Int } from '@nestjs/graphql';
import { TopicFilter, TopicKind, TopicOrder, TopicStatus } from './topic.words.js';

/** What a list of topics shows, and in which order. */
@ArgsType()
export class TopicListArgs {
  @Field(() => TopicKind, { nullable: true })
  kind?: TopicKind | null;

  /** Slugs. */
  @Field(() => String, { nullable: true })
  product?: string | null;

  @Field(() => String, { nullable: true })
  tag?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of a group: its topics alone.' })
  group?: string | null;

  @Field(() => TopicStatus, { nullable: true })
  status?: TopicStatus | null;

  @Field(() => TopicFilter, { nullable: true, defaultValue: 'ALL' })
  filter?: TopicFilter | null;

  @Field(() => TopicOrder, { nullable: true, defaultValue: 'MOVED' })
  order?: TopicOrder | null;

  @Field(() => Int, { nullable: true, defaultValue: 20 })
  first?: number | null;

  @Field(() => String, { nullable: true })
  after?: string | null;
}
