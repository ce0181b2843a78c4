import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { Paginated } from '@veche/platform';

/** A word of what exactly was done. */
@ObjectType()
export class AuditFact {
  @Field()
  name: string;

  @Field()
  value: string;
}

/** Something that was done by a right that others lack. */
@ObjectType()
export class AuditEntry {
  @Field(() => ID)
  id: string;

  @Field(() => Date)
  at: Date;

  @Field({ description: '`role.granted`, `topic.deleted`, `group.stepped_in`, …' })
  act: string;

  @Field(() => Person, { nullable: true, description: 'Null where the portal did it by itself.' })
  actor: Person | null;

  @Field(() => Person, { nullable: true, description: 'To whom it was done, where it was to a person and the viewer may know.' })
  person: Person | null;

  @Field(() => String, { nullable: true, description: 'A reason of moderation, or the words that were given.' })
  reason: string | null;

  @Field({ description: 'Id or name of what it was done to.' })
  subject: string;

  @Field(() => String, { nullable: true, description: 'What that is called, where the viewer may know it.' })
  subjectName: string | null;

  @Field(() => String, { nullable: true })
  subjectPath: string | null;

  @Field(() => [AuditFact], { description: 'Empty where it was in a group of which the viewer may not know.' })
  facts: AuditFact[];
}

@ObjectType()
export class AuditEntryConnection extends Paginated(AuditEntry) {}
