import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Paginated } from '@veche/platform';
import { GroupType } from '@veche/visibility';
import { GroupCan } from './group-can.type.js';
import { Standing } from './group.words.js';

/** A group as the viewer sees it: of a CLOSED one that they are not in, name and address alone. */
@ObjectType({ description: 'People with something in common, and the topics that they share.' })
export class Group {
  @Field(() => ID)
  id: string;

  @Field()
  slug: string;

  @Field({ description: '`/g/:slug`' })
  path: string;

  @Field()
  name: string;

  @Field(() => GroupType)
  type: GroupType;

  @Field(() => Date)
  createdAt: Date;

  @Field(() => String, { nullable: true, description: 'Null to who may not read what is in it.' })
  descriptionHtml: string | null;

  @Field(() => String, { nullable: true, description: 'The source; null unless the viewer may edit.' })
  descriptionMarkdown: string | null;

  @Field(() => Int, { nullable: true, description: 'Null to who may not read what is in it.' })
  memberCount: number | null;

  @Field(() => Standing)
  standing: Standing;

  @Field(() => String, { nullable: true, description: 'Why the viewer was declined, removed or banned.' })
  reason: string | null;

  @Field(() => String, { nullable: true, description: 'Where the viewer was going when the group stood in the way.' })
  wantedPath: string | null;

  @Field(() => Date, { nullable: true, description: 'Until then the viewer looks in without being a member.' })
  steppedInUntil: Date | null;

  @Field(() => Int, { nullable: true, description: 'Requests that wait; null unless the viewer answers them.' })
  requestCount: number | null;

  @Field(() => GroupCan)
  can: GroupCan;

  // Read with the row for those who build on it; not part of the API.
  audienceId: number | null;
}

@ObjectType()
export class GroupConnection extends Paginated(Group) {}
