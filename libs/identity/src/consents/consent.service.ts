import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, invalid, rows, sql, type Tx, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { VisitService } from '../visits/visit.service.js';
import type { GivenConsent } from './consent.type.js';
import { isPurpose, type Purpose, PURPOSES } from './purposes.js';

/** What people agreed to, in which words, when, and when they took it back. Answers are added, never overwritten. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly visits: VisitService,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Notes a consent that was just given to one particular act, in the transaction of the act. */
  async note(tx: Tx, viewer: Viewer, purpose: Purpose): Promise<void> {
    const version = PURPOSES[purpose];
    const now = this.clock.now();
    // Each act was agreed to by itself: the consent to it is over with it, and is no leave for the next one.
    await rows(
      tx,
      sql`insert into consent (person_id, purpose, version, source, granted_at, withdrawn_at)
          values (${viewer.personId}, ${purpose}, ${version}, ${viewer.channel}, ${now}, ${now}) on conflict do nothing`,
    );
  }

  /** Every answer that the viewer gave, the newest first; at most 100. */
  async history(viewer: Viewer): Promise<GivenConsent[]> {
    if (viewer.personId === null) return [];
    return this.database.main.rows<GivenConsent>(
      sql`select purpose, version, source, granted_at as "grantedAt", withdrawn_at as "withdrawnAt" from consent
          where person_id = ${viewer.personId} order by granted_at desc limit 100`,
    );
  }

  /** Notes an answer; the same one again changes nothing. @throws Refusal INVALID when nobody asks about this purpose */
  async answer(viewer: Viewer, purpose: string, granted: boolean): Promise<void> {
    const { personId } = viewer;
    if (personId === null) throw unauthenticated();
    if (!isPurpose(purpose)) throw invalid('purpose', { en: 'Nobody asks about this purpose.', ru: 'О такой цели никто не спрашивает.' });
    const version = PURPOSES[purpose];
    const now = this.clock.now();
    await this.database.transaction(async (tx) => {
      await rows(tx, sql`select from person where id = ${personId} for update`);
      const given = await rows<{ version: string }>(
        tx,
        sql`select version from consent where person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null`,
      );
      if (granted ? given.some((one) => one.version === version) : given.length === 0) return;
      // An answer to an older text ends with the answer to the present one.
      await rows(
        tx,
        sql`update consent set withdrawn_at = ${now} where person_id = ${personId} and purpose = ${purpose} and withdrawn_at is null`,
      );
      if (granted) {
        await rows(
          tx,
          sql`insert into consent (person_id, purpose, version, source, granted_at) values (${personId}, ${purpose}, ${version}, ${viewer.channel}, ${now})`,
        );
      }
      if (purpose === 'recording' && !granted) await this.visits.detach(tx, personId);
      if (purpose === 'recording' && granted && viewer.visitorHash !== null) await this.visits.attach(tx, personId, viewer.visitorHash);
      await this.log.append(
        tx,
        granted ? ownAct(viewer, 'consent.given', { purpose, version }) : ownAct(viewer, 'consent.withdrawn', { purpose }),
      );
    });
  }
}
