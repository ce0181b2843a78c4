import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { Clock, DAY, Database, Refusal, type Tx, hashToken, invalid, isId, newId, newToken, notFound, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { GroupCommand, happenedTo, signedIn } from '../groups/group-command.js';
import { insist } from '../groups/group.objections.js';
import { belongs, objectionToAccept, objectionToInvite } from '../groups/group.policy.js';
import { GroupReader } from '../groups/group.reader.js';
import { GroupRepository } from '../groups/group.repository.js';
import type { Group } from '../groups/group.type.js';
import { MembershipRepository } from '../members/membership.repository.js';
import type { GroupLink, LinkedGroup } from './invitation.type.js';

/** Invitations by link: so many uses, so many days. The token is stored nowhere, only its hash. */
@Injectable()
export class LinkService {
  constructor(
    private readonly database: Database,
    private readonly command: GroupCommand,
    private readonly groups: GroupRepository,
    private readonly reader: GroupReader,
    private readonly memberships: MembershipRepository,
    private readonly audit: AuditLog,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Makes a link. @throws Refusal INVALID of uses (1–1,000) or days (1–365) */
  async create(viewer: Viewer, slug: string, uses: number, days: number): Promise<GroupLink> {
    const who = signedIn(viewer);
    within('uses', uses, 1_000);
    within('days', days, 365);
    return this.database.transaction(async (tx) => {
      const group = await this.groups.lock(tx, viewer, slug);
      insist(objectionToInvite(group));
      const { token, hash } = newToken();
      const [id, now] = [newId(), this.clock.now()];
      const expiresAt = new Date(now.getTime() + days * DAY);
      await rows(
        tx,
        sql`insert into group_invitation (id, group_id, token_hash, uses_left, created_by_id, created_at, expires_at)
            values (${id}, ${group.id}, ${hash}, ${uses}, ${who.personId}, ${now}, ${expiresAt})`,
      );
      await this.audit.record(tx, viewer, 'group.link_made', group.id, { uses, days });
      return { id, path: `/invitation/${token}`, usesLeft: uses, expiresAt, createdAt: now, createdBy: null };
    });
  }

  /** Links that still let somebody in, the newest first. @throws Refusal NOT_FOUND, FORBIDDEN */
  async list(viewer: Viewer, slug: string): Promise<GroupLink[]> {
    const group = await this.reader.bySlug(viewer, slug);
    if (group === null) throw notFound();
    insist(objectionToInvite(group));
    return this.database.main.rows<GroupLink>(
      sql`select i.id, null as path, i.uses_left as "usesLeft", i.expires_at as "expiresAt", i.created_at as "createdAt", ${personJson('p')} as "createdBy"
          from group_invitation i left join person p on p.id = i.created_by_id
          where i.group_id = ${group.id} and i.uses_left > 0 and i.expires_at > ${this.clock.now()} order by i.created_at desc limit 100`,
    );
  }

  /** Ends a link. */
  async revoke(viewer: Viewer, slug: string, id: string): Promise<boolean> {
    if (!isId(id)) throw notFound();
    await this.database.transaction(async (tx) => {
      const group = await this.groups.lock(tx, viewer, slug);
      insist(objectionToInvite(group));
      const gone = await rows(tx, sql`delete from group_invitation where id = ${id} and group_id = ${group.id} returning id`);
      if (gone.length === 0) throw notFound();
      await this.audit.record(tx, viewer, 'group.link_revoked', group.id);
    });
    return true;
  }

  /** What whoever holds the link may know before taking it up; null when it lets nobody in. A look changes nothing. */
  async look(token: string): Promise<LinkedGroup | null> {
    const found = await this.database.main.row<LinkedGroup>(
      sql`select case when g.type <> 'UNLISTED' then g.name end as "groupName", g.type, ${personJson('p')} as "invitedBy"
          from group_invitation i join groups g on g.id = i.group_id left join person p on p.id = i.created_by_id
          where i.token_hash = ${hashToken(token)} and i.uses_left > 0 and i.expires_at > ${this.clock.now()}`,
    );
    return found ?? null;
  }

  /** Joins by a link. Who is in already uses nothing up. @throws Refusal NOT_FOUND, FORBIDDEN (banned), CONFLICT (used up or expired) */
  async accept(viewer: Viewer, token: string): Promise<Group> {
    const who = signedIn(viewer);
    const slug = await this.database.transaction(async (tx) => {
      const link = await this.held(tx, token);
      const group = await this.groups.lockInvited(tx, viewer, link.groupId);
      if (belongs(group.standing)) return group.slug;
      insist(objectionToAccept(viewer, group));
      await rows(tx, sql`update group_invitation set uses_left = uses_left - 1 where id = ${link.id}`);
      await this.memberships.set(tx, group, who.personId, { state: 'member', invitedById: link.createdById });
      await this.log.append(tx, happenedTo(viewer, who.personId, 'group.joined', group, { groupId: group.id, by: 'link' }));
      return group.slug;
    });
    return this.command.answer(who, slug);
  }

  private async held(tx: Tx, token: string): Promise<{ id: string; groupId: string; createdById: string }> {
    const [link] = await rows<{ id: string; groupId: string; createdById: string; isOpen: boolean }>(
      tx,
      sql`select id, group_id as "groupId", created_by_id as "createdById", uses_left > 0 and expires_at > ${this.clock.now()} as "isOpen"
          from group_invitation where token_hash = ${hashToken(token)} for update`,
    );
    if (link?.isOpen === true) return link;
    throw new Refusal('NOT_FOUND', {
      en: 'This invitation is not valid any more. Ask whoever sent it for another.',
      ru: 'Это приглашение больше не действует. Попросите новое у того, кто его прислал.',
    });
  }
}

function within(field: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw invalid(field, { en: `A whole number from 1 to ${most}.`, ru: `Целое число от 1 до ${most}.` });
}
