import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

/** Whether a connection sends. `PARKED`: it stopped by itself, loses nothing and goes on by itself. */
export enum ConnectionState {
  RUNNING = 'RUNNING',
  PAUSED = 'PAUSED',
  PARKED = 'PARKED',
}
registerEnumType(ConnectionState, { name: 'ConnectionState' });

@ObjectType({
  description:
    'interactions = notRead + waiting + sending + unknown + delivered + verified + rolledUp + rejected + excluded, read in one snapshot.',
})
export class CrmEquation {
  @Field(() => Int)
  interactions: number;

  @Field(() => Int)
  notRead: number;

  @Field(() => Int)
  waiting: number;

  @Field(() => Int)
  sending: number;

  @Field(() => Int)
  unknown: number;

  @Field(() => Int)
  delivered: number;

  @Field(() => Int)
  verified: number;

  @Field(() => Int)
  rolledUp: number;

  @Field(() => Int)
  rejected: number;

  @Field(() => Int)
  excluded: number;

  @Field()
  balances: boolean;
}

@ObjectType()
export class CrmConnection {
  @Field(() => ID)
  id: string;

  @Field()
  name: string;

  @Field()
  kind: string;

  @Field(() => ConnectionState)
  state: ConnectionState;

  @Field(() => String, { nullable: true })
  parkedReason: string | null;

  @Field()
  url: string;

  @Field()
  takesImported: boolean;

  @Field(() => [String], { description: 'Kinds of interactions that it leaves out.' })
  excludedKinds: string[];

  @Field(() => CrmEquation)
  equation: CrmEquation;

  @Field(() => Int, { description: 'Seconds between the head of the log and the oldest undecided delivery.' })
  lagSeconds: number;

  @Field(() => Float)
  perMinute: number;

  @Field(() => String, { nullable: true })
  lastError: string | null;

  @Field(() => Date, { nullable: true })
  lastErrorAt: Date | null;

  @Field(() => [Int], { description: 'The lag at the end of each of the last 24 hours, in seconds, the oldest first.' })
  lagHistory: number[];

  @Field(() => String, {
    nullable: true,
    description: 'A secret that the portal made: in the answer of the saveConnection that made it, never again.',
  })
  newSecret: string | null;
}
