import { Field, Float, Int, ObjectType } from '@nestjs/graphql';
import { Product, Reply, Topic } from '@veche/community';

/** A topic that earned its place in the living FAQ, with what answers it and why it is there. */
@ObjectType({ description: 'A topic that earned its place in the living FAQ.' })
export class FaqEntry {
  @Field(() => Topic)
  topic: Topic;

  @Field(() => Reply, { description: 'What is shown first: the official answer, else the solution.' })
  answer: Reply;

  @Field(() => Int, { description: 'Distinct people over all kinds of need.' })
  people: number;

  @Field(() => Int)
  peopleLastMonth: number;

  @Field(() => Int, { description: 'Need that came as totals with an import; labelled so.' })
  importedNeed: number;

  @Field(() => Float, { description: 'Demand by now, in weighted people halved every 60 days.' })
  demand: number;

  @Field()
  isPast: boolean;

  @Field(() => Boolean, { nullable: true })
  viewerHelped: boolean | null;
}

/** The entries about one product; product is null for topics that name none. */
@ObjectType()
export class FaqSection {
  @Field(() => Product, { nullable: true })
  product: Product | null;

  @Field(() => [FaqEntry])
  entries: FaqEntry[];

  @Field(() => [FaqEntry])
  past: FaqEntry[];
}
