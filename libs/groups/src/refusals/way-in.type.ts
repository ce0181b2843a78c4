import { Field, ObjectType } from '@nestjs/graphql';
import { Standing } from '../groups/group.words.js';

/** The CLOSED group behind an address that yields nothing to the viewer: its name is public, and so is the way in. */
@ObjectType({ description: 'The CLOSED group behind an address that yields nothing to the viewer, and the way into it.' })
export class WayIn {
  @Field()
  slug: string;

  @Field()
  name: string;

  @Field(() => Standing)
  standing: Standing;

  @Field(() => String, { nullable: true, description: 'Why the viewer was declined, removed or banned.' })
  reason: string | null;

  @Field({ description: 'May ask to be let in now.' })
  canRequest: boolean;
}
