import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, isId, notFound, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { personJson } from '../people/person.sql.js';
import type { MatchDecision, PersonMatch } from './person-match.type.js';

/**
 * Persons who may be one human, for people of the company to decide. Only strong reasons come here (the same e-mail, proved twice);
 * weak ones, such as names and addresses that nobody proved, never do. The same issuer and subject is one identity from the start.
 */
@Injectable()
export class PersonMatchService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Undecided ones, newest first, at most 50. */
  open(): Promise<PersonMatch[]> {
    return this.database.main.rows<PersonMatch>(
      sql`select m.id, ${personJson('p')} as person, ${personJson('o')} as other, m.found_at as "foundAt"
          from person_match m join person p on p.id = m.person_id join person o on o.id = m.other_person_id
          where m.decided_at is null and p.state = 'active' and o.state = 'active' order by m.found_at desc, m.id desc limit 50`,
    );
  }

  /** @throws Refusal NOT_FOUND when there is none, or it was decided */
  async decide(viewer: Viewer, id: string, decision: MatchDecision): Promise<boolean> {
    if (!isId(id)) throw notFound();
    await this.database.transaction(async (tx) => {
      const decided = await rows(
        tx,
        sql`update person_match set decided_at = ${this.clock.now()}, decided_by_id = ${viewer.personId}, decision = ${decision.toLowerCase()}
            where id = ${id} and decided_at is null returning id`,
      );
      if (decided.length === 0) throw notFound();
      await this.audit.record(tx, viewer, 'person_match.decided', id, { decision });
    });
    return true;
  }
}
