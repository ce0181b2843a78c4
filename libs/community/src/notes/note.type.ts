import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';

/** An internal remark of staff. It has the staff audience whatever it is about, so it is no child of the topic. */
@ObjectType()
export class Note {
  @Field(() => ID)
  id: string;

  @Field()
  bodyHtml: string;

  @Field(() => Person, { nullable: true })
  author: Person | null;

  @Field(() => Date)
  createdAt: Date | string;
}
