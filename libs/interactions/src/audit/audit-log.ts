import { Injectable } from '@nestjs/common';
import { Clock, type Tx, newId, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';

/** The company's own housekeeping (roles, products, connections): who did what, when. Not part of any customer's record. */
@Injectable()
export class AuditLog {
  constructor(private readonly clock: Clock) {}

  /**
   * @param act what was done, as `noun.verb`
   * @param subject id or name of what it was done to
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
      sql`insert into audit_entry (id, at, actor_person_id, act, subject, detail)
          values (${newId()}, ${this.clock.now()}, ${viewer.personId}, ${act}, ${subject}, ${JSON.stringify(detail)}::jsonb)`,
    );
  }
}
