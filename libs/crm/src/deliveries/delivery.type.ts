import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';

/** How far an interaction is on its way into a CRM (README.md, states). */
export enum DeliveryState {
  WAITING = 'WAITING',
  SENDING = 'SENDING',
  UNKNOWN = 'UNKNOWN',
  DELIVERED = 'DELIVERED',
  VERIFIED = 'VERIFIED',
  REJECTED = 'REJECTED',
  EXCLUDED = 'EXCLUDED',
  ROLLED_UP = 'ROLLED_UP',
}
registerEnumType(DeliveryState, { name: 'DeliveryState' });

@ObjectType()
export class DeliveryAttempt {
  @Field(() => Date)
  at: Date | string;

  @Field(() => Int)
  durationMs: number;

  @Field()
  outcome: string;

  @Field(() => Int, { nullable: true })
  httpStatus: number | null;

  @Field(() => String, { nullable: true })
  answer: string | null;

  @Field(() => String, { nullable: true })
  error: string | null;
}

@ObjectType()
export class Delivery {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  connectionId: string;

  @Field(() => ID)
  interactionId: string;

  @Field()
  kind: string;

  @Field(() => Person, { nullable: true })
  person: Person | null;

  @Field(() => String, { nullable: true })
  topicPath: string | null;

  @Field()
  position: string;

  @Field()
  occurredAt: Date;

  @Field(() => DeliveryState)
  state: DeliveryState;

  @Field(() => Int)
  attempts: number;

  @Field(() => Date, { nullable: true })
  nextAttemptAt: Date | null;

  @Field(() => Date, { nullable: true })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => [DeliveryAttempt])
  log: DeliveryAttempt[];

  @Field({ description: 'What is sent, as JSON; secrets never.' })
  body: string;
}

@ObjectType()
export class DeliveryConnection extends Paginated(Delivery) {}
