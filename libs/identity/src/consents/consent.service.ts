import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, invalid, rows, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { VisitService } from '../visits/visit.service.js';
import { isPurpose, PURPOSES } from './purposes.js';

/** What people agreed to, in which words, when, and when they took it back. Answers are added, never overwritten. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly visits: VisitService,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

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
