import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Person } from '@veche/identity';

export const DiffKind = { SAME: 'SAME', ADDED: 'ADDED', REMOVED: 'REMOVED' } as const;
export type DiffKind = keyof typeof DiffKind;
registerEnumType(DiffKind, { name: 'DiffKind' });

@ObjectType()
export class DiffPart {
  @Field(() => DiffKind)
  kind: DiffKind;

  @Field()
  text: string;
}

/** One version of a text; the newest is what stands there now. */
@ObjectType()
export class Revision {
  @Field(() => ID)
  id: string;

  @Field(() => Date)
  at: Date | string;

  @Field(() => Person, { nullable: true })
  editor: Person | null;

  /** Of a topic. */
  @Field(() => String, { nullable: true })
  title: string | null;

  @Field()
  bodyMarkdown: string;

  @Field(() => [DiffPart], { nullable: true, description: 'Against the one before it; null on the first.' })
  titleDiff: DiffPart[] | null;

  @Field(() => [DiffPart], { nullable: true, description: 'Against the one before it; null on the first.' })
  bodyDiff: DiffPart[] | null;
}
