import { Injectable } from '@nestjs/common';
import { Clock, type Page, type Sql, decodeCursor, isId, joined, pageOf, pageSize, sql } from '@veche/platform';
import { Gate, type Viewer, visibleForAudience, visibleGroup } from '@veche/visibility';
import { groupCan } from './group.policy.js';
import type { Group } from './group.type.js';
import { type GroupRole, type MembershipState, standingOf } from './group.words.js';

type Row = Omit<Group, 'path' | 'standing' | 'can'> & { state: MembershipState | null; role: GroupRole | null };

/** Which groups a list shows. */
export interface GroupListArgs {
  mine?: boolean | null;
  first?: number | null;
  after?: string | null;
}

/** Groups as a viewer sees them; what it may not know of is not there. One statement each. */
@Injectable()
export class GroupReader {
  constructor(
    private readonly gate: Gate,
    private readonly clock: Clock,
  ) {}

  async bySlug(viewer: Viewer, slug: string): Promise<Group | null> {
    if (slug.length > 120 || slug.includes('\u0000')) return null;
    return (await this.read(viewer, [sql`g.slug = ${slug}`], 1))[0] ?? null;
  }

  /** Of every type but the unlisted ones of others, by name. @throws Refusal INVALID of a damaged cursor */
  async list(viewer: Viewer, { mine, first: wanted, after }: GroupListArgs): Promise<Page<Group>> {
    const first = pageSize(wanted, 30);
    if (mine && viewer.personId === null) return pageOf<Group>([], first, () => []);
    const conditions: Sql[] = mine ? [sql`g.id = any(${viewer.groups.map(({ id }) => id)}::uuid[])`] : [];
    if (typeof after === 'string') {
      const [name, id] = decodeCursor(after, ['string', 'string']);
      conditions.push(sql`(g.name, g.id) > (${name}, ${isId(id) ? id : null}::uuid)`);
    }
    return pageOf(await this.read(viewer, conditions, first + 1), first, ({ name, id }) => [name, id]);
  }

  private async read(viewer: Viewer, conditions: Sql[], limit: number): Promise<Group[]> {
    const found = await this.gate.readerFor(viewer).rows<Row>(
      sql`select g.id, g.slug, g.name, g.type, g.created_at as "createdAt", p.description_html as "descriptionHtml",
            p.member_count as "memberCount", ${this.own(viewer)}
          from groups g
          left join group_profile p on p.group_id = g.id and ${visibleForAudience(viewer, 'p')}
          ${viewer.personId === null ? sql`` : sql`left join group_membership m on m.group_id = g.id and m.person_id = ${viewer.personId}`}
          where ${joined([...conditions, visibleGroup(viewer, 'g')], ' and ')} order by g.name, g.id limit ${limit}`,
    );
    return found.map((row) => groupOf(viewer, row));
  }

  /** How the viewer stands to it; portal_public, which visitors read as, knows nothing of members. */
  private own(viewer: Viewer): Sql {
    if (viewer.personId === null)
      return sql`null::text as state, null::text as role, null::integer as "audienceId", null as "descriptionMarkdown", null as reason,
        null as "wantedPath", null::timestamptz as "steppedInUntil", null::integer as "requestCount"`;
    return sql`g.audience_id as "audienceId", p.description_md as "descriptionMarkdown", m.state, m.role, nullif(m.reason, '') as reason,
      m.wanted_path as "wantedPath",
      (select max(s.ends_at) from group_step_in s where s.group_id = g.id and s.person_id = ${viewer.personId} and s.ends_at > ${this.clock.now()})
        as "steppedInUntil",
      (select count(*)::integer from group_membership r where r.group_id = g.id and r.state = 'requested') as "requestCount"`;
  }
}

function groupOf(viewer: Viewer, { state, role, ...row }: Row): Group {
  const standing = standingOf({ state, role, stepsIn: row.steppedInUntil !== null });
  const can = groupCan(viewer, { type: row.type, standing });
  return {
    ...row,
    path: `/g/${row.slug}`,
    standing,
    can,
    descriptionMarkdown: can.edit ? row.descriptionMarkdown : null,
    requestCount: can.admit ? row.requestCount : null,
  };
}
