import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ModerationActKind, ModerationReason } from '../moderation.words.js';

/** A post of the viewer's own that waits, or that an act concerned. */
@ObjectType()
export class OwnPost {
  @Field({ description: 'Of the topic.' })
  title: string;

  @Field()
  path: string;

  @Field()
  isReply: boolean;
}

/** What was done about the viewer, as they are told. Who did it is not. */
@ObjectType()
export class OwnAct {
  @Field(() => ID)
  id: string;

  @Field(() => ModerationActKind)
  kind: ModerationActKind;

  @Field(() => ModerationReason, { nullable: true })
  reason: ModerationReason | null;

  @Field()
  words: string;

  @Field(() => Date, { nullable: true })
  until: Date | null;

  @Field(() => Date)
  at: Date;

  @Field(() => Int, { description: 'How many posts it concerned.' })
  posts: number;

  @Field(() => [OwnPost], { description: 'Those of them that the viewer still sees; at most 20.' })
  about: OwnPost[];

  @Field(() => String, { nullable: true, description: 'What the viewer said against it.' })
  objection: string | null;

  @Field(() => Date, { nullable: true })
  objectedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it stays; null while nobody has answered.' })
  answer: string | null;

  @Field(() => Date, { nullable: true })
  answeredAt: Date | null;
}

/** The page “Moderation and me”. */
@ObjectType()
export class OwnModeration {
  @Field(() => [OwnPost], { description: 'What waits for a moderator; at most 50, the newest first.' })
  waiting: OwnPost[];

  @Field(() => [OwnAct], { description: 'What was done and stands; the newest 50.' })
  acts: OwnAct[];
}
