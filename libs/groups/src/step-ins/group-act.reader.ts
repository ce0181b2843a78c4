import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { Database, notFound, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { insist } from '../groups/group.objections.js';
import { objectionToSeeAudit } from '../groups/group.policy.js';
import { GroupReader } from '../groups/group.reader.js';
import type { GroupAct } from './group-act.type.js';

/** What its owners and moderators see of the audit log: each act in their group, step-ins first of all. */
@Injectable()
export class GroupActReader {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupReader,
  ) {}

  /** The newest first, at most 100. @throws Refusal NOT_FOUND, FORBIDDEN */
  async list(viewer: Viewer, slug: string): Promise<GroupAct[]> {
    const group = await this.groups.bySlug(viewer, slug);
    if (group === null) throw notFound();
    insist(objectionToSeeAudit(group));
    return this.database.main.rows<GroupAct>(
      sql`select e.id, e.at, e.act, ${personJson('a')} as actor, ${personJson('p')} as person, e.detail ->> 'reason' as reason
          from audit_entry e left join person a on a.id = e.actor_person_id left join person p on p.id = (e.detail ->> 'person')::uuid
          where e.subject = ${group.id} or e.group_id = ${group.id} order by e.at desc, e.id desc limit 100`,
    );
  }
}
