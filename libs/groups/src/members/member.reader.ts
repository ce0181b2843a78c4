import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, type Page, decodeCursor, isId, notFound, pageOf, pageSize, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { signedIn } from '../groups/group-command.js';
import { insist } from '../groups/group.objections.js';
import { objectionToAdmit, objectionToSeeMembers } from '../groups/group.policy.js';
import { GroupReader } from '../groups/group.reader.js';
import type { GroupInvitation, GroupMember, MemberFilter } from './member.type.js';

/** The people of groups, as far as a viewer may know them. */
@Injectable()
export class MemberReader {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
  ) {}

  /** @throws Refusal NOT_FOUND, FORBIDDEN, INVALID of a damaged cursor */
  async list(
    viewer: Viewer,
    slug: string,
    { filter, first: wanted, after }: { filter: MemberFilter; first?: number | null; after?: string | null },
  ): Promise<Page<GroupMember>> {
    const group = await this.groups.bySlug(viewer, slug);
    if (group === null) throw notFound();
    insist(filter === 'member' ? objectionToSeeMembers(group) : objectionToAdmit(group));
    const first = pageSize(wanted, 50);
    const found = await this.database.main.rows<GroupMember & { personId: string }>(
      sql`select m.person_id as "personId", ${personJson('p')} as person, m.role, m.since,
            case when ${group.can.admit} then m.message else '' end as message,
            case when ${group.can.admit} then m.reason else '' end as reason,
            case when ${group.can.admit} then ${personJson('b')} end as by
          from group_membership m join person p on p.id = m.person_id and p.state <> 'erased'
          left join person b on b.id = coalesce(m.decided_by_id, m.invited_by_id)
          where m.group_id = ${group.id} and m.state = ${filter} and ${beyond(after)}
          order by m.since desc, m.person_id desc limit ${first + 1}`,
    );
    return pageOf(found, first, ({ since, personId }) => [since.getTime(), personId]);
  }

  /** Invitations that name the viewer, the newest first. */
  invitations(viewer: Viewer): Promise<GroupInvitation[]> {
    return this.database.main.rows<GroupInvitation>(
      sql`select g.id, case when g.type <> 'UNLISTED' then g.name end as "groupName", g.type, ${personJson('b')} as "invitedBy", m.since as at
          from group_membership m join groups g on g.id = m.group_id left join person b on b.id = m.invited_by_id
          where m.person_id = ${signedIn(viewer).personId} and m.state = 'invited' order by m.since desc limit 50`,
    );
  }
}

function beyond(after: string | null | undefined) {
  if (typeof after !== 'string') return sql`true`;
  const [at, id] = decodeCursor(after, ['number', 'string']);
  return sql`(m.since, m.person_id) < (${new Date(Number(at))}::timestamptz, ${isId(id) ? id : null}::uuid)`;
}
