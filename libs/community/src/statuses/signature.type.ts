import { Field, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';

/** Who spoke for the company: the name and the title of that day stay when the person leaves. */
@ObjectType({ description: 'Who spoke for the company, with the title of that day.' })
export class Signature {
  @Field(() => Person, { nullable: true })
  person: Person | null;

  @Field()
  name: string;

  @Field()
  title: string;

  @Field({ description: 'Speaks for the company no longer.' })
  isFormer: boolean;

  @Field(() => Date)
  at: Date | string;
}
