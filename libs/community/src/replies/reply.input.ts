import { Field, ID, InputType } from '@nestjs/graphql';
import { FormProofInput } from '@veche/identity';
import { ReplyKind } from './reply.type.js';

/** What a person writes under a topic. What they may not choose (author, state, time) is not here. */
@InputType()
export class ReplyInput {
  @Field(() => ID)
  topic: string;

  @Field(() => ID, { nullable: true, description: 'The answer to comment on; whatever hangs on an answer is a comment.' })
  parent?: string | null;

  @Field(() => ReplyKind, { nullable: true, defaultValue: ReplyKind.ANSWER })
  kind?: ReplyKind | null;

  @Field()
  body: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Post it as the official answer at once; representatives only.',
  })
  official?: boolean | null;

  @Field(() => String, { nullable: true, description: 'The same key again within 24 hours gives the first answer again.' })
  idempotencyKey?: string | null;

  @Field(() => FormProofInput, { nullable: true })
  form?: FormProofInput | null;
}
