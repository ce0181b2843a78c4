import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';

/** A cleaned copy of a private topic that the company would like to publish, as its author is asked about it. */
@ObjectType()
export class Publication {
  @Field(() => ID)
  id: string;

  @Field()
  title: string;

  @Field()
  bodyHtml: string;

  @Field(() => Person, { nullable: true })
  askedBy: Person | null;

  @Field(() => Date)
  askedAt: Date;

  @Field(() => Date, { nullable: true })
  answeredAt: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Null while the author has not answered.' })
  agreed: boolean | null;

  @Field(() => String, { nullable: true, description: 'Where the public copy stands.' })
  publicPath: string | null;

  @Field({ description: 'The viewer is asked, and has not answered.' })
  canAnswer: boolean;
}

/** What may be done about publishing a private topic, and what was. */
@ObjectType()
export class Publishing {
  @Field({ description: 'The viewer may ask the author.' })
  canAsk: boolean;

  @Field(() => [Publication], { description: 'The newest first; at most 10.' })
  asked: Publication[];
}
