import { Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { type BrakeRule, Brakes, Database, isId, notFound, textBetween } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { GroupCommand, happenedTo, signedIn } from '../groups/group-command.js';
import { LAST_OWNER, insist } from '../groups/group.objections.js';
import { objectionToAccept, objectionToJoin, objectionToLeave, objectionToRequest } from '../groups/group.policy.js';
import { GroupRepository } from '../groups/group.repository.js';
import type { Group } from '../groups/group.type.js';
import { MembershipRepository } from './membership.repository.js';

/** Requests of one person, whatever becomes of them. */
export const REQUESTING: BrakeRule = { name: 'group-request', points: 20, seconds: 3600 };

/** Coming and going: what people do for themselves. */
@Injectable()
export class EntryService {
  constructor(
    private readonly database: Database,
    private readonly command: GroupCommand,
    private readonly groups: GroupRepository,
    private readonly memberships: MembershipRepository,
    private readonly brakes: Brakes,
    private readonly log: InteractionLog,
  ) {}

  /** Enters a PUBLIC group. */
  join(viewer: Viewer, slug: string): Promise<Group> {
    return this.command.run(viewer, slug, async (tx, group, who) => {
      insist(objectionToJoin(viewer, group));
      await this.memberships.set(tx, group, who.personId, { state: 'member' });
      return happenedTo(viewer, who.personId, 'group.joined', group, { groupId: group.id, by: 'self' });
    });
  }

  /**
   * Asks to be let into a CLOSED group.
   * @param wantedPath where the person was going; they are offered it once they are in
   */
  async request(viewer: Viewer, slug: string, message: string, wantedPath: string | null): Promise<Group> {
    const words = message.trim() === '' ? '' : textBetween('message', message, 1, 1_000, { en: 'The message', ru: 'Сообщение' });
    await this.brakes.spend(REQUESTING, signedIn(viewer).personId);
    return this.command.run(viewer, slug, async (tx, group, who) => {
      insist(objectionToRequest(viewer, group));
      // Whom the group has invited need not wait for it.
      if (group.standing === 'INVITED') {
        await this.memberships.set(tx, group, who.personId, { state: 'member', wantedPath: ownPath(wantedPath) });
        return happenedTo(viewer, who.personId, 'group.joined', group, { groupId: group.id, by: 'invitation' });
      }
      await this.memberships.set(tx, group, who.personId, { state: 'requested', message: words, wantedPath: ownPath(wantedPath) });
      return happenedTo(viewer, who.personId, 'group.requested', group, { groupId: group.id });
    });
  }

  /** Leaves it, takes a request back, or turns an invitation down. True also when nothing of it is visible any more. */
  async leave(viewer: Viewer, slug: string): Promise<boolean> {
    const who = signedIn(viewer);
    await this.database.transaction(async (tx) => {
      const group = await this.groups.lock(tx, viewer, slug);
      insist(objectionToLeave(group));
      if (group.standing === 'OWNER' && (await this.memberships.owners(tx, group)) === 1) insist(LAST_OWNER);
      await this.memberships.set(tx, group, who.personId, { state: 'left', wantedPath: null });
      await this.log.append(tx, happenedTo(viewer, who.personId, 'group.left', group, { groupId: group.id, how: 'left' }));
    });
    return true;
  }

  /** Takes up, or turns down, an invitation that names the viewer. @param groupId as the list of invitations gives it */
  async answerInvitation(viewer: Viewer, groupId: string, accept: boolean): Promise<Group | null> {
    const who = signedIn(viewer);
    if (!isId(groupId)) throw notFound();
    const slug = await this.database.transaction(async (tx) => {
      const group = await this.groups.lockInvited(tx, viewer, groupId);
      if (group.standing !== 'INVITED') throw notFound();
      insist(objectionToAccept(viewer, group));
      await this.memberships.set(tx, group, who.personId, { state: accept ? 'member' : 'left' });
      const happened = accept
        ? happenedTo(viewer, who.personId, 'group.joined', group, { groupId: group.id, by: 'invitation' })
        : happenedTo(viewer, who.personId, 'group.left', group, { groupId: group.id, how: 'left' });
      await this.log.append(tx, happened);
      return group.slug;
    });
    return accept ? this.command.answer(who, slug) : null;
  }
}

/** An address of this portal, as far as it can be told without a look at what is there; anything else is forgotten. */
export function ownPath(path: string | null): string | null {
  return path !== null && /^\/(?![/\\])[^\s\\\p{C}]{0,499}$/u.test(path) ? path : null;
}
