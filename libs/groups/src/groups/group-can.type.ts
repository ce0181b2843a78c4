import { Field, ObjectType } from '@nestjs/graphql';

/** What the viewer may do with a group now: the policies' answers, so that buttons need no second logic. */
@ObjectType({ description: 'What the viewer may do with the group now.' })
export class GroupCan {
  @Field({ description: 'Read what is in it.' })
  read: boolean;

  @Field()
  join: boolean;

  @Field()
  request: boolean;

  @Field({ description: 'Leave it, take a request back, or turn an invitation down.' })
  leave: boolean;

  @Field({ description: 'Bring topics, answer and comment.' })
  post: boolean;

  @Field()
  seeMembers: boolean;

  @Field()
  edit: boolean;

  @Field()
  invite: boolean;

  @Field({ description: 'Admit and decline, remove and ban.' })
  admit: boolean;

  @Field()
  setRole: boolean;

  @Field()
  changeType: boolean;

  @Field({ description: 'What was done here by whoever leads the group or stepped in.' })
  seeAudit: boolean;

  @Field()
  stepIn: boolean;
}
