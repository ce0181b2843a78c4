import { Injectable } from '@nestjs/common';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { Clock, Database, MAX_MARKDOWN, newId, renderMarkdown, rows, sql, textBetween } from '@veche/platform';
import type { GroupType, Viewer } from '@veche/visibility';
import { GroupCommand, happenedTo, signedIn } from './group-command.js';
import type { CreateGroupInput, EditGroupInput } from './group.input.js';
import { insist } from './group.objections.js';
import { objectionToChangeType, objectionToCreate, objectionToEdit } from './group.policy.js';
import { GroupRepository } from './group.repository.js';
import { slugOf } from './group-slug.js';
import type { Group } from './group.type.js';

/** What is done to a group as a whole. */
@Injectable()
export class GroupService {
  constructor(
    private readonly database: Database,
    private readonly command: GroupCommand,
    private readonly groups: GroupRepository,
    private readonly log: InteractionLog,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Makes a group whose first owner is the viewer. @throws Refusal FORBIDDEN, INVALID (field) */
  async create(viewer: Viewer, input: CreateGroupInput): Promise<Group> {
    insist(objectionToCreate(viewer));
    const who = signedIn(viewer);
    const name = groupName(input.name);
    const description = described(input.description ?? '');
    const slug = await this.database.transaction(async (tx) => {
      const free = await this.groups.freeSlug(tx, input.type, slugOf(name));
      const group = await this.groups.insert(tx, newId(), { name, slug: free, type: input.type }, who.personId);
      await this.groups.describe(tx, group, description.markdown, description.html);
      await rows(
        tx,
        sql`insert into group_membership (group_id, person_id, audience_id, state, role, since)
            values (${group.id}, ${who.personId}, ${group.audienceId}, 'member', 'OWNER', ${this.clock.now()})`,
      );
      await this.audit.record(tx, viewer, 'group.created', group.id, { type: input.type });
      await this.log.append(tx, happenedTo(viewer, who.personId, 'group.created', group, { groupId: group.id, type: input.type }));
      return free;
    });
    return this.command.answer(who, slug);
  }

  /** Name and description. Its address stays: links to it are out in the world. */
  edit(viewer: Viewer, input: EditGroupInput): Promise<Group> {
    const name = typeof input.name === 'string' ? groupName(input.name) : undefined;
    const description = typeof input.description === 'string' ? described(input.description) : undefined;
    return this.command.run(viewer, input.group, async (tx, group) => {
      insist(objectionToEdit(group));
      if (name !== undefined && name !== group.name) await this.groups.rename(tx, group, name);
      if (description !== undefined) await this.groups.describe(tx, group, description.markdown, description.html);
      await this.audit.record(tx, viewer, 'group.edited', group.id);
      return null;
    });
  }

  /**
   * Lets others read what is in it from now on, all topics and everything under them at once. A group that becomes UNLISTED gets
   * another address: the old one told its name.
   */
  async changeType(viewer: Viewer, slug: string, type: GroupType): Promise<Group> {
    const who = signedIn(viewer);
    const now = await this.database.transaction(async (tx) => {
      const group = await this.groups.lock(tx, viewer, slug);
      insist(objectionToChangeType(group));
      if (group.type === type) return slug;
      const address = type === 'UNLISTED' ? await this.groups.freeSlug(tx, type, '') : slug;
      await this.groups.changeType(tx, group, type, address);
      // Lists that are kept follow the log, which may stand still: what somebody may no longer see leaves them at once.
      await rows(tx, sql`update site set version = version + 1`);
      await this.audit.record(tx, viewer, 'group.type_changed', group.id, { from: group.type, to: type });
      const payload = { groupId: group.id, from: group.type, to: type };
      await this.log.append(tx, happenedTo(viewer, who.personId, 'group.type_changed', group, payload));
      return address;
    });
    return this.command.answer(who, now);
  }
}

/** A name as it is kept: one line, without invisible characters. @throws Refusal INVALID */
function groupName(text: string): string {
  const line = text.replace(/[\s\p{Z}]+/gu, ' ').replace(/\p{C}/gu, '');
  return textBetween('name', line, 2, 80, { en: 'The name', ru: 'Название' });
}

/** @throws Refusal INVALID */
function described(text: string): { markdown: string; html: string } {
  const markdown =
    text.trim() === '' ? '' : textBetween('description', text, 1, Math.min(4_000, MAX_MARKDOWN), { en: 'The description', ru: 'Описание' });
  return { markdown, html: renderMarkdown(markdown) };
}
