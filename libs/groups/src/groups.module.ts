import { Module } from '@nestjs/common';
import { IdentityModule } from '@veche/identity';
import { GroupCommand } from './groups/group-command.js';
import { GroupReader } from './groups/group.reader.js';
import { GroupRepository } from './groups/group.repository.js';
import { GroupResolver } from './groups/group.resolver.js';
import { GroupService } from './groups/group.service.js';
import { TypePreviewReader } from './groups/type-preview.reader.js';
import { LinkResolver } from './invitations/link.resolver.js';
import { LinkService } from './invitations/link.service.js';
import { EntryResolver } from './members/entry.resolver.js';
import { EntryService } from './members/entry.service.js';
import { MemberReader } from './members/member.reader.js';
import { MemberResolver } from './members/member.resolver.js';
import { MembershipRepository } from './members/membership.repository.js';
import { MembershipService } from './members/membership.service.js';
import { WayInReader } from './refusals/way-in.reader.js';
import { WayInResolver } from './refusals/way-in.resolver.js';
import { GroupActReader } from './step-ins/group-act.reader.js';
import { StepInResolver } from './step-ins/step-in.resolver.js';
import { StepInService } from './step-ins/step-in.service.js';

/** Groups: who is in them, how one gets in, and what an address says that belongs to one. */
@Module({
  imports: [IdentityModule],
  providers: [
    ...[GroupCommand, GroupRepository, GroupReader, GroupService, GroupResolver, TypePreviewReader],
    ...[MembershipRepository, MembershipService, MemberReader, MemberResolver, EntryService, EntryResolver],
    ...[LinkService, LinkResolver, StepInService, StepInResolver, GroupActReader, WayInReader, WayInResolver],
  ],
  exports: [GroupReader, GroupService, EntryService, MembershipService, LinkService, StepInService, WayInReader],
})
export class GroupsModule {}
