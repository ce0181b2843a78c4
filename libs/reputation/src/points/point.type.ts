import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Topic } from '@veche/community';
import { Paginated } from '@veche/platform';
import type { CauseKind } from '../ledger/rules.js';

export const ReputationCause = {
  TOPIC_VOTE: 'TOPIC_VOTE',
  REPLY_VOTE: 'REPLY_VOTE',
  SOLUTION: 'SOLUTION',
  CHOICE: 'CHOICE',
  OFFICIAL: 'OFFICIAL',
} as const satisfies Record<CauseKind, CauseKind>;
registerEnumType(ReputationCause, {
  name: 'ReputationCause',
  valuesMap: {
    CHOICE: { description: 'Said what solved one’s own question.' },
    OFFICIAL: { description: 'The company made the answer its own.' },
  },
});

@ObjectType({ description: 'One line of the ledger: immutable, with its cause.' })
export class ReputationEntry {
  @Field(() => ID)
  id: string;

  @Field(() => ReputationCause)
  kind: CauseKind;

  @Field(() => Int, { description: 'Less than 0 when the cause was undone: exactly what it had given.' })
  points: number;

  @Field(() => Date)
  at: Date;

  @Field(() => Topic, { nullable: true, description: 'Null when the viewer does not see it any more.' })
  topic: Topic | null;
}

@ObjectType()
export class ReputationEntryConnection extends Paginated(ReputationEntry) {}
