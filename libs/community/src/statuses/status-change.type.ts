import { Field, ID, ObjectType } from '@nestjs/graphql';
import { TopicStatus } from '../topics/topic.words.js';
import { Signature } from './signature.type.js';

/** One step of an idea or problem, with the word that the company gave for it. */
@ObjectType({ description: 'One step of an idea or problem, with the word that the company gave for it.' })
export class StatusChange {
  @Field(() => ID)
  id: string;

  @Field(() => TopicStatus, { nullable: true })
  from: TopicStatus | null;

  @Field(() => TopicStatus)
  to: TopicStatus;

  @Field()
  wordHtml: string;

  @Field(() => Signature, { nullable: true, description: 'Null when imported.' })
  by: Signature | null;

  @Field()
  isImported: boolean;

  @Field(() => Date)
  at: Date | string;
}
