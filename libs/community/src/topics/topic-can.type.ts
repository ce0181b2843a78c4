import { Field, ObjectType } from '@nestjs/graphql';

/** What the viewer may do with a topic now: the policies' answers, so that buttons need no second logic. */
@ObjectType({ description: 'What the viewer may do with the topic now.' })
export class TopicCan {
  @Field()
  reply: boolean;

  @Field()
  comment: boolean;

  @Field()
  vote: boolean;

  @Field()
  follow: boolean;

  @Field()
  edit: boolean;

  @Field()
  retype: boolean;

  @Field()
  delete: boolean;

  @Field()
  restore: boolean;

  @Field()
  close: boolean;

  @Field()
  reopen: boolean;

  @Field()
  markSolution: boolean;

  @Field()
  answerOfficially: boolean;

  @Field()
  setStatus: boolean;

  @Field()
  move: boolean;

  @Field()
  note: boolean;

  @Field()
  seeHistory: boolean;
}
