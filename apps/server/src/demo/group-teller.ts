import type { INestApplicationContext } from '@nestjs/common';
import { EntryService, GroupReader, GroupService, MembershipService } from '@veche/groups';
import { PeopleReader, ViewerService } from '@veche/identity';
import type { Viewer } from '@veche/visibility';
import type { DemoGroup } from './groups.story.js';

/** Tells of groups: each act may be told again after a start that was killed. */
export class GroupTeller {
  constructor(
    private readonly context: INestApplicationContext,
    private readonly ids: Record<string, string>,
  ) {}

  async make(viewer: Viewer, { key, name, type, description }: DemoGroup): Promise<void> {
    const { nodes } = await this.context.get(GroupReader).list(viewer, { mine: true });
    const made =
      nodes.find((group) => group.name === name) ?? (await this.context.get(GroupService).create(viewer, { name, type, description }));
    this.ids[key] = made.slug;
  }

  /** By a click, by a request that is answered, or by an invitation that is taken up: as its type has it. */
  async enter(viewer: Viewer, group: DemoGroup): Promise<void> {
    const slug = this.ids[group.key]!;
    const entry = this.context.get(EntryService);
    if (group.type === 'PUBLIC') return void (await entry.join(viewer, slug));
    const owner = await this.context.get(ViewerService).ofPerson(this.ids[group.by]!, 'web');
    const members = this.context.get(MembershipService);
    if (group.type === 'CLOSED') {
      await entry.request(viewer, slug, '', null);
      await members.admit(owner, slug, viewer.personId!);
      return;
    }
    const { id } = (await this.context.get(GroupReader).bySlug(owner, slug))!;
    await members.invite(owner, slug, await this.handleOf(viewer));
    await entry.answerInvitation(viewer, id, true);
  }

  async request(viewer: Viewer, group: DemoGroup, message: string): Promise<void> {
    await this.context.get(EntryService).request(viewer, this.ids[group.key]!, message, null);
  }

  private async handleOf({ personId }: Viewer): Promise<string> {
    const [person] = await this.context.get(PeopleReader).byIds([personId!]);
    return person!.handle;
  }
}
