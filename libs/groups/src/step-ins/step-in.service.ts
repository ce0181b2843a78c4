import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, HOUR, newId, rows, sql, textBetween } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { GroupCommand, signedIn } from '../groups/group-command.js';
import { insist } from '../groups/group.objections.js';
import { objectionToStepIn } from '../groups/group.policy.js';
import { GroupRepository } from '../groups/group.repository.js';
import type { Group } from '../groups/group.type.js';

/** So long a moderator of the site looks in (product.md). */
export const STEP_IN = HOUR;

/** Moderators of the site do not read closed groups. They may step in: with a reason, for an hour, in the sight of who leads the group. */
@Injectable()
export class StepInService {
  constructor(
    private readonly database: Database,
    private readonly command: GroupCommand,
    private readonly groups: GroupRepository,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal NOT_FOUND, FORBIDDEN, CONFLICT (a member), INVALID (reason) */
  async stepIn(viewer: Viewer, slug: string, reason: string): Promise<Group> {
    const who = signedIn(viewer);
    insist(objectionToStepIn(viewer, { type: 'UNLISTED', standing: 'NONE' }));
    const words = textBetween('reason', reason, 10, 500, { en: 'The reason', ru: 'Причина' });
    await this.database.transaction(async (tx) => {
      // Of an unlisted one, its address must be known: there is no list of them, not even here.
      const group = await this.groups.lock(tx, viewer, slug, true);
      insist(objectionToStepIn(viewer, group));
      const now = this.clock.now();
      const endsAt = new Date(now.getTime() + STEP_IN);
      await rows(
        tx,
        sql`insert into group_step_in (id, group_id, audience_id, person_id, reason, started_at, ends_at)
            values (${newId()}, ${group.id}, ${group.audienceId}, ${who.personId}, ${words}, ${now}, ${endsAt})`,
      );
      await this.audit.record(tx, viewer, 'group.stepped_in', group.id, { reason: words, until: endsAt });
    });
    return this.command.answer(who, slug);
  }

  /** Ends it before its hour is over. */
  async stepOut(viewer: Viewer, slug: string): Promise<boolean> {
    const who = signedIn(viewer);
    return this.database.transaction(async (tx) => {
      const group = await this.groups.lock(tx, viewer, slug);
      const now = this.clock.now();
      const ended = await rows(
        tx,
        sql`update group_step_in set ends_at = ${now} where group_id = ${group.id} and person_id = ${who.personId} and ends_at > ${now} returning id`,
      );
      if (ended.length > 0) await this.audit.record(tx, viewer, 'group.stepped_out', group.id);
      return ended.length > 0;
    });
  }
}
