import { Injectable } from '@nestjs/common';
import { Database, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { objectionToRequest } from '../groups/group.policy.js';
import { type GroupRole, type MembershipState, standingOf } from '../groups/group.words.js';
import type { WayIn } from './way-in.type.js';

const GROUP = /^\/g\/([a-z0-9-]{1,120})\//;
const TOPIC = /^\/t\/([0-9a-hjkmnp-tv-z]{8})(?:[/?#]|$)/i;

type Found = Pick<WayIn, 'slug' | 'name' | 'reason'> & { state: MembershipState | null; role: GroupRole | null };

/**
 * Says to whom an address belongs that yields nothing. Only members are told, and only of CLOSED groups, whose names are public; for
 * everything else (UNLISTED groups, private questions, what was deleted, what never was) there is one answer, and one statement that finds
 * nothing.
 */
@Injectable()
export class WayInReader {
  constructor(private readonly database: Database) {}

  async to(viewer: Viewer, path: string): Promise<WayIn | null> {
    const key = TOPIC.exec(path)?.[1]?.toLowerCase();
    const slug = GROUP.exec(path)?.[1];
    if (viewer.personId === null || (key === undefined && slug === undefined)) return null;
    const source =
      key === undefined
        ? sql`groups g where g.slug = ${slug}`
        : sql`topic t join groups g on g.id = t.group_id where t.key = ${key} and t.state = 'published'`;
    const found = await this.database.main.row<Found>(
      sql`select g.slug, g.name, m.state, m.role, nullif(m.reason, '') as reason
          from (select g.id, g.slug, g.name, g.audience_id, g.type from ${source}) g
          left join group_membership m on m.group_id = g.id and m.person_id = ${viewer.personId}
          where g.type = 'CLOSED' and g.audience_id <> all(${[...viewer.audienceIds]}::integer[])`,
    );
    if (found === undefined) return null;
    const { state, role, ...group } = found;
    const standing = standingOf({ state, role, stepsIn: false });
    return { ...group, standing, canRequest: objectionToRequest(viewer, { type: 'CLOSED', standing }) === null };
  }
}
