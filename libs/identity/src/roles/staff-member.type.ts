import { Field, ObjectType } from '@nestjs/graphql';
import type { Role } from '@veche/visibility';
import { Person } from '../people/person.type.js';
import { RoleEnum } from '../viewers/viewer.type.js';

/** A person as administrators see one when they give out roles. */
@ObjectType()
export class StaffMember {
  @Field(() => Person)
  person: Person;

  @Field(() => String, { nullable: true })
  email: string | null;

  @Field(() => [RoleEnum])
  roles: Role[];
}
