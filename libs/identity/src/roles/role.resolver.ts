import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Allow, CurrentViewer, type Role, type Viewer } from '@veche/visibility';
import { RoleEnum } from '../viewers/viewer.type.js';
import { RoleService } from './role.service.js';
import { StaffReader } from './staff.reader.js';
import { StaffMember } from './staff-member.type.js';

@Resolver(() => StaffMember)
export class RoleResolver {
  constructor(
    private readonly roles: RoleService,
    private readonly reader: StaffReader,
  ) {}

  @Query(() => [StaffMember])
  @Allow(['ADMIN'])
  staff(): Promise<StaffMember[]> {
    return this.reader.all();
  }

  @Query(() => [StaffMember])
  @Allow(['ADMIN'])
  findPeople(@Args('query') query: string): Promise<StaffMember[]> {
    return this.reader.search(query);
  }

  @Mutation(() => StaffMember)
  @Allow(['ADMIN'])
  grantRole(
    @CurrentViewer() viewer: Viewer,
    @Args('person', { type: () => ID }) person: string,
    @Args('role', { type: () => RoleEnum }) role: Role,
  ): Promise<StaffMember> {
    return this.roles.grant(viewer, person, role);
  }

  @Mutation(() => StaffMember)
  @Allow(['ADMIN'])
  revokeRole(
    @CurrentViewer() viewer: Viewer,
    @Args('person', { type: () => ID }) person: string,
    @Args('role', { type: () => RoleEnum }) role: Role,
  ): Promise<StaffMember> {
    return this.roles.revoke(viewer, person, role);
  }
}
