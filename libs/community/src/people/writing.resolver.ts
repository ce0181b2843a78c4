import { Args, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Person } from '@veche/identity';
import { CurrentViewer, type Viewer } from '@veche/visibility';
import { WritingReader } from './writing.reader.js';
import { WritingConnection } from './writing.type.js';

@Resolver(() => Person)
export class WritingResolver {
  constructor(private readonly writings: WritingReader) {}

  @ResolveField(() => WritingConnection, {
    name: 'writings',
    description: 'What this person wrote, as far as the viewer may see it, newest first.',
  })
  ofPerson(
    @Parent() person: Person,
    @CurrentViewer() viewer: Viewer,
    @Args('first', { type: () => Int, nullable: true, defaultValue: 20 }) first: number | null,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<WritingConnection> {
    return this.writings.of(viewer, person.id, { first, after });
  }
}
