import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import type { ContentState } from '@veche/visibility';
import { Signature } from '../statuses/signature.type.js';
import { ContentStates } from '../topics/topic.words.js';

/** Only an ANSWER can become the solution or the official answer; a COMMENT hangs on a topic or on an ANSWER (decision 13). */
export const ReplyKind = { ANSWER: 'ANSWER', COMMENT: 'COMMENT' } as const;
export type ReplyKind = keyof typeof ReplyKind;
registerEnumType(ReplyKind, { name: 'ReplyKind' });

export const ReplyOrder = { BEST: 'BEST', OLDEST: 'OLDEST', NEWEST: 'NEWEST' } as const;
export type ReplyOrder = keyof typeof ReplyOrder;
registerEnumType(ReplyOrder, { name: 'ReplyOrder' });

/** What this viewer may do to this reply: the policies' answers, so that buttons need no second logic. */
@ObjectType()
export class ReplyCan {
  @Field()
  vote: boolean;

  @Field()
  edit: boolean;

  @Field()
  delete: boolean;

  @Field()
  restore: boolean;

  @Field()
  comment: boolean;

  @Field()
  markSolution: boolean;

  @Field()
  unmarkSolution: boolean;

  @Field()
  markOfficial: boolean;

  @Field()
  unmarkOfficial: boolean;
}

/** An answer or a comment, as one viewer sees it. */
@ObjectType()
export class Reply {
  @Field(() => ID)
  id: string;

  @Field(() => ReplyKind)
  kind: ReplyKind;

  @Field(() => ContentStates)
  state: ContentState;

  @Field(() => ID, { nullable: true })
  parentId: string | null;

  @Field()
  topicPath: string;

  @Field()
  bodyHtml: string;

  /** Null unless the viewer may edit. */
  @Field(() => String, { nullable: true, description: 'The source; null unless the viewer may edit.' })
  bodyMarkdown: string | null;

  @Field(() => Person, { nullable: true, description: 'Null when the author is not known as a person; then authorName.' })
  author: Person | null;

  @Field()
  authorName: string;

  @Field(() => Date)
  createdAt: Date | string;

  @Field(() => Date, { nullable: true })
  editedAt: Date | string | null;

  @Field(() => Int, { description: 'Votes given here plus the imported total.' })
  votes: number;

  @Field()
  viewerVoted: boolean;

  @Field()
  isSolution: boolean;

  @Field(() => Person, { nullable: true, description: 'Who chose the solution: the asker or a moderator.' })
  solutionBy: Person | null;

  @Field()
  isOfficial: boolean;

  @Field(() => Signature, { nullable: true })
  official: Signature | null;

  @Field(() => ReplyCan)
  can: ReplyCan;

  // Not in the API: what services, loaders and other libs ask of a reply.
  topicId: string;
  authorPersonId: string | null;
  /** Set when the reply was read together with its comments; else `comments` is loaded when asked for. */
  comments?: Reply[];
}

@ObjectType()
export class ReplyConnection extends Paginated(Reply) {}
