import { Field, ObjectType } from '@nestjs/graphql';
import type { AudienceKind } from '@veche/visibility';
import { AudienceKinds, TopicKind } from '../topics/topic.words.js';

/** What a visitor typed on the ask page before signing in, as it was typed: nothing in it has been checked. */
@ObjectType()
export class Draft {
  @Field(() => TopicKind, { nullable: true })
  kind: TopicKind | null;

  @Field()
  title: string;

  @Field()
  body: string;

  @Field(() => String, { nullable: true })
  product: string | null;

  @Field()
  tags: string;

  @Field(() => AudienceKinds, { nullable: true })
  audience: AudienceKind | null;

  @Field(() => String, { nullable: true })
  group: string | null;
}
