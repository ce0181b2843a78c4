import { Field, ID, InputType } from '@nestjs/graphql';
import { FormProofInput } from '@veche/identity';
import type { AudienceKind } from '@veche/visibility';
import { AudienceKinds, TopicKind } from './topic.words.js';

@InputType()
export class AskInput {
  @Field(() => TopicKind)
  kind: TopicKind;

  @Field()
  title: string;

  @Field()
  body: string;

  /** Slugs. */
  @Field(() => [String], { nullable: true, defaultValue: [] })
  products?: string[] | null;

  @Field(() => [String], { nullable: true, defaultValue: [] })
  tags?: string[] | null;

  @Field(() => AudienceKinds, { nullable: true, defaultValue: 'EVERYONE' })
  audience?: AudienceKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the group to ask in, of which one must be a member; `audience` says nothing then.',
  })
  group?: string | null;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;

  @Field(() => FormProofInput, { nullable: true })
  form?: FormProofInput | null;
}

/** What is left out stays as it is. */
@InputType()
export class EditTopicInput {
  @Field(() => ID)
  topic: string;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  body?: string | null;

  @Field(() => [String], { nullable: true })
  products?: string[] | null;

  @Field(() => [String], { nullable: true })
  tags?: string[] | null;
}
