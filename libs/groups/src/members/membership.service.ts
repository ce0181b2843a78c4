import { Injectable } from '@nestjs/common';
import { AuditLog, type NewInteraction } from '@veche/interactions';
import { type BrakeRule, Brakes, type Tx, invalid, isId, notFound, rows, sql, textBetween } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type GroupChange, GroupCommand, happenedTo, signedIn } from '../groups/group-command.js';
import * as because from '../groups/group.objections.js';
import { objectionToAdmit, objectionToInvite, objectionToRemove, objectionToSetRole } from '../groups/group.policy.js';
import type { HeldGroup } from '../groups/group.repository.js';
import type { Group } from '../groups/group.type.js';
import type { GroupRole } from '../groups/group.words.js';
import { type Membership, MembershipRepository } from './membership.repository.js';

const { insist } = because;

/** Invitations by name of one person. */
export const INVITING: BrakeRule = { name: 'group-invite', points: 100, seconds: 3600 };

/** What those who lead a group do with its people. Each act stands in the audit log, under the group. */
@Injectable()
export class MembershipService {
  constructor(
    private readonly command: GroupCommand,
    private readonly memberships: MembershipRepository,
    private readonly brakes: Brakes,
    private readonly audit: AuditLog,
  ) {}

  /** Lets somebody in who asked. */
  admit(viewer: Viewer, slug: string, personId: string): Promise<Group> {
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      insist(objectionToAdmit(group));
      if (member?.state !== 'requested') insist(because.NO_REQUEST);
      return this.letIn(tx, viewer, group, personId, 'approval');
    });
  }

  /** @param reason what the person is told */
  async decline(viewer: Viewer, slug: string, personId: string, reason: string): Promise<Group> {
    const words = told(reason);
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      insist(objectionToAdmit(group));
      if (member?.state !== 'requested') insist(because.NO_REQUEST);
      await this.memberships.set(tx, group, personId, { state: 'declined', reason: words, decidedById: viewer.personId });
      await this.audit.record(tx, viewer, 'group.declined', group.id, { person: personId, reason: words });
      return happenedTo(viewer, personId, 'group.declined', group, { groupId: group.id });
    });
  }

  /** Invites somebody by their handle; who had asked is in. */
  async invite(viewer: Viewer, slug: string, handle: string): Promise<Group> {
    await this.brakes.spend(INVITING, signedIn(viewer).personId);
    return this.command.run(viewer, slug, async (tx, group) => {
      insist(objectionToInvite(group));
      const personId = await personOf(tx, handle);
      const member = await this.memberships.of(tx, group, personId);
      if (member?.state === 'member') insist(because.THEIR_MEMBER);
      if (member?.state === 'banned') insist(because.THEY_ARE_BANNED);
      if (member?.state === 'requested') return this.letIn(tx, viewer, group, personId, 'approval');
      if (member?.state === 'invited') return null;
      await this.memberships.set(tx, group, personId, { state: 'invited', invitedById: viewer.personId });
      await this.audit.record(tx, viewer, 'group.invited', group.id, { person: personId });
      return happenedTo(viewer, personId, 'group.invited', group, { groupId: group.id });
    });
  }

  /** Takes a member out, who may come back by the same ways; also takes an invitation back. */
  async remove(viewer: Viewer, slug: string, personId: string, reason: string): Promise<Group> {
    const words = told(reason);
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      if (member?.state !== 'member' && member?.state !== 'invited') insist(because.NOT_THEIR_MEMBER);
      insist(objectionToRemove(group, member!.role));
      return this.putOut(tx, viewer, group, personId, 'left', words);
    });
  }

  /** Takes somebody out for good, a member or not. */
  async ban(viewer: Viewer, slug: string, personId: string, reason: string): Promise<Group> {
    const words = told(reason);
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      if (member === undefined) insist(because.NOT_THEIR_MEMBER);
      insist(objectionToRemove(group, member!.role));
      return this.putOut(tx, viewer, group, personId, 'banned', words);
    });
  }

  unban(viewer: Viewer, slug: string, personId: string): Promise<Group> {
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      insist(objectionToAdmit(group));
      if (member?.state !== 'banned') insist(because.NOT_BANNED);
      await this.memberships.set(tx, group, personId, { state: 'left', decidedById: viewer.personId });
      await this.audit.record(tx, viewer, 'group.unbanned', group.id, { person: personId });
      return null;
    });
  }

  /** @throws Refusal CONFLICT when the last owner would be none */
  setRole(viewer: Viewer, slug: string, personId: string, role: GroupRole): Promise<Group> {
    return this.on(viewer, slug, personId, async (tx, group, member) => {
      insist(objectionToSetRole(group));
      // Whoever stepped in helps where nobody owns the group any more.
      if (group.standing === 'STEPPED_IN' && (await this.memberships.owners(tx, group)) > 0) insist(because.OWNERS_ONLY);
      if (member?.state !== 'member') insist(because.NOT_THEIR_MEMBER);
      if (member!.role === role) return null;
      if (member!.role === 'OWNER' && (await this.memberships.owners(tx, group)) === 1) insist(because.LAST_OWNER);
      await this.memberships.setRole(tx, group, personId, role);
      await this.audit.record(tx, viewer, 'group.role_set', group.id, { person: personId, from: member!.role, to: role });
      return happenedTo(viewer, personId, 'group.role_set', group, { groupId: group.id, role });
    });
  }

  private async letIn(tx: Tx, viewer: Viewer, group: HeldGroup, personId: string, by: 'approval'): Promise<NewInteraction> {
    await this.memberships.set(tx, group, personId, { state: 'member', decidedById: viewer.personId });
    await this.audit.record(tx, viewer, 'group.admitted', group.id, { person: personId });
    return happenedTo(viewer, personId, 'group.joined', group, { groupId: group.id, by });
  }

  private async putOut(
    tx: Tx,
    viewer: Viewer,
    group: HeldGroup,
    personId: string,
    state: 'left' | 'banned',
    reason: string,
  ): Promise<NewInteraction> {
    await this.memberships.set(tx, group, personId, { state, reason, wantedPath: null, decidedById: viewer.personId });
    const how = state === 'banned' ? 'banned' : 'removed';
    await this.audit.record(tx, viewer, `group.${how}`, group.id, { person: personId, reason });
    return happenedTo(viewer, personId, 'group.left', group, { groupId: group.id, how });
  }

  /** A command about somebody in a group. */
  private async on(
    viewer: Viewer,
    slug: string,
    personId: string,
    act: (tx: Tx, group: HeldGroup, member: Membership | undefined) => ReturnType<GroupChange>,
  ): Promise<Group> {
    if (!isId(personId)) throw notFound();
    return this.command.run(viewer, slug, async (tx, group) => act(tx, group, await this.memberships.of(tx, group, personId)));
  }
}

/** The reason that a person is given; every "no" has one. @throws Refusal INVALID */
function told(reason: string): string {
  return textBetween('reason', reason, 3, 1_000, { en: 'The reason', ru: 'Причина' });
}

/** @throws Refusal INVALID when nobody has this handle */
async function personOf(tx: Tx, handle: string): Promise<string> {
  const plain = handle.trim().replace(/^@/, '').replaceAll('\u0000', '');
  const [found] = await rows<{ id: string }>(tx, sql`select id from person where lower(handle) = lower(${plain}) and state = 'active'`);
  if (found === undefined)
    throw invalid('handle', { en: 'Nobody here has this handle.', ru: 'Здесь нет никого с таким именем пользователя.' });
  return found.id;
}
