import { Field, ID, ObjectType } from '@nestjs/graphql';
import { ModerationReason } from '../moderation.words.js';

/** What the viewer said is wrong with a post. */
@ObjectType()
export class OwnFlag {
  @Field(() => ModerationReason)
  reason: ModerationReason;

  @Field()
  words: string;

  /** An ISO string where it comes out of JSON. */
  @Field(() => Date)
  at: Date | string;
}

/** A post that the viewer may point out, or has. */
@ObjectType()
export class FlaggedPost {
  @Field(() => ID, { description: 'Of the topic.' })
  topicId: string;

  @Field({ description: 'Of the topic.' })
  title: string;

  @Field({ description: 'Where the post stands.' })
  path: string;

  @Field()
  authorName: string;

  @Field()
  bodyHtml: string;

  @Field({ description: 'False of what is one’s own, or stands no more.' })
  canFlag: boolean;

  @Field(() => OwnFlag, { nullable: true, description: 'Null before, and once a moderator has decided.' })
  flag: OwnFlag | null;
}
