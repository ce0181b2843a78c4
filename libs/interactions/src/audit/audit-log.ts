import { Injectable } from '@nestjs/common';
import { Clock, type Tx, isId, newId, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';

/**
 * What people did by a right that others lack: the company's housekeeping (roles, products, connections) and acts on what somebody else
 * wrote or is. Written in the transaction of the act, and never changed: the database refuses.
 */
@Injectable()
export class AuditLog {
  constructor(private readonly clock: Clock) {}

  /**
   * @param act what was done, as `noun.verb`
   * @param subject id or name of what it was done to; of a topic or group, those who lead the group see the entry
   * @param detail small and free of secrets
   */
  async record(
    tx: Tx,
    viewer: Pick<Viewer, 'personId'>,
    act: string,
    subject: string,
    detail: Record<string, unknown> = {},
  ): Promise<void> {
    await rows(
      tx,
      sql`insert into audit_entry (id, at, actor_person_id, act, subject, detail, group_id)
          values (${newId()}, ${this.clock.now()}, ${viewer.personId}, ${act}, ${subject}, ${JSON.stringify(detail)}::jsonb,
            coalesce((select id from groups where id = ${idOf(subject)}::uuid), (select group_id from topic where id = ${idOf(subject)}::uuid)))`,
    );
  }
}

function idOf(subject: string): string | null {
  return isId(subject) ? subject : null;
}
