import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { ContentStates } from '@veche/community';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import type { ContentState } from '@veche/visibility';
import { CaseWhy, ModerationReason } from '../moderation.words.js';

/** What a member says is wrong with a post. */
@ObjectType()
export class ModerationFlag {
  @Field(() => ModerationReason)
  reason: ModerationReason;

  @Field()
  words: string;

  @Field(() => Person, { nullable: true })
  person: Person | null;

  /** An ISO string where it comes out of JSON. */
  @Field(() => Date)
  at: Date | string;
}

/** A post that somebody has to look at. */
@ObjectType()
export class ModerationCase {
  @Field(() => ID)
  id: string;

  @Field(() => CaseWhy)
  why: CaseWhy;

  @Field(() => Date)
  openedAt: Date;

  @Field(() => ContentStates, { description: 'HELD: nobody but its author sees it. PUBLISHED: it is read while it is looked at.' })
  state: ContentState;

  @Field(() => Person, { nullable: true })
  author: Person | null;

  @Field({ description: 'Of the topic.' })
  title: string;

  @Field()
  path: string;

  @Field()
  isReply: boolean;

  @Field()
  bodyHtml: string;

  @Field(() => [ModerationFlag])
  flags: ModerationFlag[];
}

@ObjectType()
export class ModerationCaseConnection extends Paginated(ModerationCase) {}

/** Somebody whose posts stand in the queue. */
@ObjectType()
export class ModerationSuspect {
  @Field(() => Person)
  person: Person;

  @Field(() => Int)
  cases: number;

  @Field({ description: 'Of the newest of them.' })
  sample: string;
}
