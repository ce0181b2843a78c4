import { Reply, Topic } from '@veche/community';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { NotificationKind } from '../telling/news.js';

/** The kinds by their names in the API. */
export const NotificationKinds: { readonly [K in NotificationKind]: K } = {
  REPLY: 'REPLY',
  OFFICIAL_ANSWER: 'OFFICIAL_ANSWER',
  SOLUTION: 'SOLUTION',
  STATUS: 'STATUS',
  GROUP_REQUEST: 'GROUP_REQUEST',
  GROUP_INVITED: 'GROUP_INVITED',
  GROUP_ADMITTED: 'GROUP_ADMITTED',
  GROUP_DECLINED: 'GROUP_DECLINED',
  GROUP_REMOVED: 'GROUP_REMOVED',
};
registerEnumType(NotificationKinds, { name: 'NotificationKind' });

/** The group that a notice is about. */
@ObjectType()
export class NotifiedGroup {
  @Field()
  name: string;

  @Field({ description: '`/g/:slug`, or where requests wait.' })
  path: string;
}

/** One thing that a person was told, with what it is about as they see it now. */
@ObjectType()
export class Notification {
  @Field(() => ID)
  id: string;

  @Field(() => NotificationKinds)
  kind: NotificationKind;

  @Field(() => Topic, { nullable: true, description: 'Null of what happened in a group.' })
  topic: Topic | null;

  @Field(() => Reply, { nullable: true, description: 'Null with STATUS, and of what happened in a group.' })
  reply: Reply | null;

  @Field(() => NotifiedGroup, { nullable: true, description: 'Null also of an UNLISTED group that the reader is not in.' })
  group: NotifiedGroup | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why the reader was declined, removed or banned; what somebody wrote with their request.',
  })
  words: string | null;

  @Field(() => Person, { nullable: true, description: 'Who did it.' })
  actor: Person | null;

  @Field(() => Date)
  at: Date;

  @Field(() => Date, { nullable: true })
  readAt: Date | null;
}

@ObjectType()
export class NotificationConnection extends Paginated(Notification) {
  @Field(() => Int, { description: 'At most 100: more is shown as "99+".' })
  unreadCount: number;
}
