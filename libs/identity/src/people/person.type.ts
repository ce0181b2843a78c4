import { Field, ID, ObjectType } from '@nestjs/graphql';

/** A person as everybody may see one. Account, e-mail and roles are elsewhere. */
@ObjectType()
export class Person {
  @Field(() => ID)
  id: string;

  @Field()
  handle: string;

  @Field()
  name: string;

  /** Position at the company, shown beside official words; empty for customers. */
  @Field(() => String, { nullable: true, description: 'Position at the company, shown beside official words; empty for customers.' })
  title: string | null;

  @Field({ description: 'Works at the company now and speaks for it.' })
  isRepresentative: boolean;

  @Field({ description: 'Once spoke for the company and no longer does.' })
  isFormerRepresentative: boolean;

  /** An ISO string where it comes out of JSON. */
  @Field(() => Date)
  joinedAt: Date | string;

  @Field()
  bio: string;

  @Field({ description: 'An account of another platform that came with an import.' })
  isImported: boolean;
}
