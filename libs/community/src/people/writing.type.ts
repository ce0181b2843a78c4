import { Field, ObjectType } from '@nestjs/graphql';
import { Paginated } from '@veche/platform';
import { Reply } from '../replies/reply.type.js';
import { Topic } from '../topics/topic.type.js';

/** One thing that a person wrote. */
@ObjectType({ description: 'One thing that a person wrote.' })
export class Writing {
  @Field(() => Topic)
  topic: Topic;

  @Field(() => Reply, { nullable: true, description: 'Null when the topic itself is what the person wrote.' })
  reply: Reply | null;

  @Field(() => Date)
  at: Date;
}

@ObjectType()
export class WritingConnection extends Paginated(Writing) {}
