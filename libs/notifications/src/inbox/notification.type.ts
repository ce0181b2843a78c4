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
};
registerEnumType(NotificationKinds, { name: 'NotificationKind' });

/** One thing that a person was told, with what it is about as they see it now. */
@ObjectType()
export class Notification {
  @Field(() => ID)
  id: string;

  @Field(() => NotificationKinds)
  kind: NotificationKind;

  @Field(() => Topic)
  topic: Topic;

  @Field(() => Reply, { nullable: true, description: 'Null with STATUS.' })
  reply: Reply | null;

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
