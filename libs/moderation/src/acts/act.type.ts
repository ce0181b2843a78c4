import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import { ModerationActKind, ModerationReason, SanctionKind } from '../moderation.words.js';

/** What was done about one person or their posts; it can be undone. */
@ObjectType()
export class ModerationAct {
  @Field(() => ID)
  id: string;

  @Field(() => ModerationActKind)
  kind: ModerationActKind;

  @Field(() => Person, { nullable: true })
  person: Person | null;

  @Field(() => Person, { nullable: true })
  actor: Person | null;

  @Field(() => ModerationReason, { nullable: true })
  reason: ModerationReason | null;

  @Field({ description: 'What the person is told besides the reason; may be empty.' })
  words: string;

  @Field(() => Date, { nullable: true })
  until: Date | null;

  @Field(() => Date)
  at: Date;

  @Field(() => Date, { nullable: true })
  undoneAt: Date | null;

  @Field(() => Int, { description: 'How many posts it concerned.' })
  posts: number;

  @Field(() => String, { nullable: true, description: 'What the person says against it.' })
  objection: string | null;

  @Field(() => Date, { nullable: true })
  objectedAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was upheld.' })
  answeredAt: Date | null;
}

@ObjectType()
export class ModerationActConnection extends Paginated(ModerationAct) {}

/** What is done about people. */
@InputType()
export class SanctionInput {
  @Field(() => [ID], { description: 'At most 100.' })
  people: string[];

  @Field(() => SanctionKind)
  kind: SanctionKind;

  @Field(() => ModerationReason)
  reason: ModerationReason;

  @Field(() => String, { nullable: true })
  words?: string | null;

  @Field(() => Int, { nullable: true, description: 'For SILENCE and SUSPEND: 1 to 365; 7 unless told.' })
  days?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Takes all their posts away, too.' })
  removePosts?: boolean | null;
}
