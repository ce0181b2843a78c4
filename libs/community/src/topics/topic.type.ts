import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';
import type { AudienceKind, ContentState } from '@veche/visibility';
import { Product } from '../products/product.type.js';
import type { StatusChange } from '../statuses/status-change.type.js';
import { Tag } from '../tags/tag.type.js';
import { TopicCan } from './topic-can.type.js';
import { TopicGroup } from './topic-group.type.js';
import { AudienceKinds, ContentStates, TopicKind, TopicStatus } from './topic.words.js';

/**
 * One thing that a person brought, as the viewer sees it: in the form of a list row, or whole when it was read by its key.
 * `bodyHtml`, `bodyMarkdown`, `statusChanges` and `viewerFollows` are resolved by topic.resolver.ts; what replies add, beside the replies.
 */
@ObjectType({ description: 'One thing that a person brought.' })
export class Topic {
  @Field(() => ID)
  id: string;

  @Field()
  key: string;

  @Field()
  slug: string;

  @Field({ description: '`/t/:key/:slug`' })
  path: string;

  @Field(() => TopicKind)
  kind: TopicKind;

  @Field(() => ContentStates)
  state: ContentState;

  @Field(() => AudienceKinds)
  audience: AudienceKind;

  @Field(() => TopicGroup, { nullable: true, description: 'The group that it lives in; null for most.' })
  group: TopicGroup | null;

  @Field(() => TopicStatus, { nullable: true, description: 'Null on kinds without statuses.' })
  status: TopicStatus | null;

  @Field()
  title: string;

  @Field({ description: 'Plain text, at most 200 characters.' })
  excerpt: string;

  @Field(() => Person, { nullable: true, description: 'Null when the author is not known as a person; then authorName.' })
  author: Person | null;

  @Field()
  authorName: string;

  @Field(() => Date)
  createdAt: Date;

  @Field(() => Date, { nullable: true })
  editedAt: Date | null;

  @Field(() => Date)
  movedAt: Date;

  @Field(() => Date, { nullable: true })
  closedAt: Date | null;

  @Field(() => [Product])
  products: Product[];

  @Field(() => [Tag])
  tags: Tag[];

  @Field(() => Int, { description: 'Votes given here plus the imported total.' })
  votes: number;

  @Field(() => Int)
  importedScore: number;

  @Field()
  viewerVoted: boolean;

  @Field(() => Int)
  answerCount: number;

  @Field(() => Int)
  commentCount: number;

  @Field(() => Int)
  followerCount: number;

  @Field()
  isSolved: boolean;

  @Field()
  isOfficiallyAnswered: boolean;

  @Field(() => [Person], { description: 'Up to three recent participants, for a list row.' })
  faces: Person[];

  @Field(() => TopicCan)
  can: TopicCan;

  // Read with the row for those who build on it; not part of the API.
  audienceId: number;
  groupId: string | null;
  mayGoBack: boolean;
  authorPersonId: string | null;
  /** Null also for a visitor, who sees nothing deleted. */
  deletedById: string | null;
  solutionReplyId: string | null;
  officialReplyId: string | null;
  /** Only where the topic was read whole (`TopicReader.byKey`). */
  bodyHtml?: string;
  bodyMarkdown?: string | null;
  statusChanges?: StatusChange[];
  viewerFollows?: boolean;
}

@ObjectType()
export class TopicConnection extends Paginated(Topic) {}
