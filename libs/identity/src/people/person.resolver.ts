import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Viewer } from '@veche/visibility';
import { PeopleReader } from './people.reader.js';
import { Person } from './person.type.js';
import { ProfileService } from './profile.service.js';

@Resolver(() => Person)
export class PersonResolver {
  constructor(
    private readonly people: PeopleReader,
    private readonly profiles: ProfileService,
  ) {}

  @Query(() => Person, { nullable: true })
  @Allow('everyone')
  person(@CurrentViewer() viewer: Viewer, @Args('handle') handle: string): Promise<Person | null> {
    return this.people.byHandle(viewer, handle);
  }

  @Mutation(() => Person)
  @Allow('member')
  editProfile(
    @CurrentViewer() viewer: Viewer,
    @Args('name') name: string,
    @Args('handle', { type: () => String, nullable: true }) handle: string | null | undefined,
    @Args('bio', { type: () => String, nullable: true, defaultValue: '' }) bio: string | null,
    @Args('title', { type: () => String, nullable: true }) title: string | null | undefined,
  ): Promise<Person> {
    return this.profiles.edit(viewer, { name, handle, bio: bio ?? '', title });
  }
}
