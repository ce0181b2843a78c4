import { Injectable } from '@nestjs/common';
import { Clock, type Tx, isId, rows, sql } from '@veche/platform';
import type { HeldGroup } from '../groups/group.repository.js';
import type { GroupRole, MembershipState } from '../groups/group.words.js';

/** How somebody stands in a group that is locked. */
export interface Membership {
  state: MembershipState;
  role: GroupRole;
  wantedPath: string | null;
}

/** What a row becomes; what is left out is empty. */
export interface NewMembership {
  state: MembershipState;
  role?: GroupRole;
  message?: string;
  reason?: string;
  /** Undefined leaves it: who is admitted still wants to go there. */
  wantedPath?: string | null;
  invitedById?: string | null;
  decidedById?: string | null;
}

/** The people of groups. Every write happens under the group's lock. */
@Injectable()
export class MembershipRepository {
  constructor(private readonly clock: Clock) {}

  async of(tx: Tx, group: HeldGroup, personId: string): Promise<Membership | undefined> {
    if (!isId(personId)) return undefined;
    const [found] = await rows<Membership>(
      tx,
      sql`select state, role, wanted_path as "wantedPath" from group_membership where group_id = ${group.id} and person_id = ${personId} for update`,
    );
    return found;
  }

  /** Writes how somebody stands from now on, whatever was before. */
  async set(
    tx: Tx,
    group: HeldGroup,
    personId: string,
    { state, role = 'MEMBER', message = '', reason = '', ...more }: NewMembership,
  ): Promise<void> {
    await rows(
      tx,
      sql`insert into group_membership as m (group_id, person_id, audience_id, state, role, message, reason, wanted_path, invited_by_id, decided_by_id, since)
          values (${group.id}, ${personId}, ${group.audienceId}, ${state}, ${role}, ${message}, ${reason}, ${more.wantedPath ?? null},
            ${more.invitedById ?? null}, ${more.decidedById ?? null}, ${this.clock.now()})
          on conflict (group_id, person_id) do update set state = excluded.state, role = excluded.role, message = excluded.message,
            reason = excluded.reason, invited_by_id = excluded.invited_by_id, decided_by_id = excluded.decided_by_id, since = excluded.since,
            wanted_path = case when ${more.wantedPath === undefined} then m.wanted_path else excluded.wanted_path end`,
    );
  }

  async setRole(tx: Tx, group: HeldGroup, personId: string, role: GroupRole): Promise<void> {
    await rows(tx, sql`update group_membership set role = ${role} where group_id = ${group.id} and person_id = ${personId}`);
  }

  /** How many own it: a group is never left without. */
  async owners(tx: Tx, group: HeldGroup): Promise<number> {
    const [counted] = await rows<{ owners: number }>(
      tx,
      sql`select count(*)::integer as owners from group_membership where group_id = ${group.id} and state = 'member' and role = 'OWNER'`,
    );
    return counted!.owners;
  }
}
