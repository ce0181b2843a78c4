import { Injectable } from '@nestjs/common';
import { Clock, type Sql, type Tx, newTopicKey, notFound, rows, sql } from '@veche/platform';
import { AudienceRepository, EVERYONE, type GroupType, type Viewer, visibleGroup } from '@veche/visibility';
import type { GroupFacts } from './group.policy.js';
import { type GroupRole, type MembershipState, standingOf } from './group.words.js';

/** A group that this transaction holds: whoever else would change it or its people waits. */
export interface HeldGroup extends GroupFacts {
  id: string;
  slug: string;
  name: string;
  /** Of its members. */
  audienceId: number;
}

type Found = Omit<HeldGroup, 'standing'> & { state: MembershipState | null; role: GroupRole | null; stepsIn: boolean };

/** The write side of groups. */
@Injectable()
export class GroupRepository {
  constructor(
    private readonly audiences: AudienceRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks a group that the viewer knows of, and reads how the viewer stands to it now.
   * @param isInvited with an invitation in hand one may know of any group
   * @throws Refusal NOT_FOUND when there is none, or none that this viewer may know of
   */
  lock(tx: Tx, viewer: Viewer, slug: string, isInvited = false): Promise<HeldGroup> {
    return this.lockWhere(
      tx,
      viewer,
      sql`g.slug = ${slug.replaceAll('\u0000', ' ')} and ${isInvited ? sql`true` : visibleGroup(viewer, 'g')}`,
    );
  }

  /** The same of a group that an invitation names. @throws Refusal NOT_FOUND */
  lockInvited(tx: Tx, viewer: Viewer, groupId: string): Promise<HeldGroup> {
    return this.lockWhere(tx, viewer, sql`g.id = ${groupId}`);
  }

  private async lockWhere(tx: Tx, viewer: Viewer, condition: Sql): Promise<HeldGroup> {
    const [locked] = await rows<{ id: string }>(tx, sql`select g.id from groups g where ${condition} for no key update of g`);
    if (locked === undefined) throw notFound();
    // After the lock: the statement that waited for it would still see who was a member before.
    const [found] = await rows<Found>(
      tx,
      sql`select g.id, g.slug, g.name, g.type, g.audience_id as "audienceId", m.state, m.role,
            exists (select from group_step_in s where s.group_id = g.id and s.person_id = ${viewer.personId} and s.ends_at > ${this.clock.now()})
              as "stepsIn"
          from groups g left join group_membership m on m.group_id = g.id and m.person_id = ${viewer.personId}
          where g.id = ${locked.id}`,
    );
    if (found === undefined) throw notFound();
    const { state, role, stepsIn, ...group } = found;
    return { ...group, standing: standingOf({ state, role, stepsIn }) };
  }

  /** Makes a group with an audience of its own; nobody is in it yet. */
  async insert(tx: Tx, id: string, { name, slug, type }: { name: string; slug: string; type: GroupType }, by: string): Promise<HeldGroup> {
    const audienceId = await this.audiences.ofNewGroup(tx);
    await rows(
      tx,
      sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_by_id, created_at)
          values (${id}, ${slug}, ${name}, ${type}, ${audienceId}, ${contentAudience(type, audienceId)}, ${by}, ${this.clock.now()})`,
    );
    await rows(tx, sql`insert into group_profile (group_id, audience_id) values (${id}, ${contentAudience(type, audienceId)})`);
    return { id, slug, name, type, audienceId, standing: 'NONE' };
  }

  /** A free address for this name; an UNLISTED group's says nothing of it and cannot be guessed. */
  async freeSlug(tx: Tx, type: GroupType, base: string): Promise<string> {
    if (type === 'UNLISTED' || base === '') return newTopicKey();
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const slug = attempt === 1 ? base : `${base}-${attempt}`;
      const [taken] = await rows(tx, sql`select from groups where slug = ${slug}`);
      if (taken === undefined) return slug;
    }
    return `${base}-${newTopicKey()}`;
  }

  async rename(tx: Tx, group: HeldGroup, name: string): Promise<void> {
    await rows(tx, sql`update groups set name = ${name} where id = ${group.id}`);
  }

  async describe(tx: Tx, group: HeldGroup, markdown: string, html: string): Promise<void> {
    await rows(tx, sql`update group_profile set description_md = ${markdown}, description_html = ${html} where group_id = ${group.id}`);
  }

  /** One statement; topics and all under them follow by cascade. */
  async changeType(tx: Tx, group: HeldGroup, type: GroupType, slug: string): Promise<void> {
    await rows(
      tx,
      sql`update groups set type = ${type}, slug = ${slug}, content_audience_id = ${contentAudience(type, group.audienceId)}
          where id = ${group.id}`,
    );
  }
}

function contentAudience(type: GroupType, audienceId: number): number {
  return type === 'PUBLIC' ? EVERYONE : audienceId;
}
