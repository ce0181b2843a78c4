import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, Jobs, type Tx, isId, logger, notFound, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { probePause } from '../lanes/backoff.js';
import { Sweeper } from '../lanes/sweeper.js';
import { ConnectionCheck } from './connection.check.js';
import { PROBE_JOB, probeJobKey } from './probe.js';

/** Whose act it is when a connection goes on by itself. */
const ITSELF: Pick<Viewer, 'personId'> = { personId: null };

/** Starts and stops connections: by hand, and by itself once a parked one works again. */
@Injectable()
export class ConnectionSwitch {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly checks: ConnectionCheck,
    private readonly sweeper: Sweeper,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** Nothing new is sent; what is being sent is finished. Deliveries go on to be made and wait. @throws Refusal NOT_FOUND */
  pause(viewer: Viewer, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lock(tx, id);
      const changed = await rows(
        tx,
        sql`update crm_connection set state = 'paused', parked_reason = null, parked_at = null, probe_at = null
            where id = ${id} and state <> 'paused' returning 1`,
      );
      if (changed.length > 0) await this.audit.record(tx, viewer, 'connection.paused', id);
    });
  }

  /** Sends again, at once, whatever it was that stopped it. @throws Refusal NOT_FOUND */
  resume(viewer: Viewer, id: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      await lock(tx, id);
      await this.goOn(tx, viewer, id, ['paused', 'parked']);
    });
  }

  /**
   * Asks the CRM now. A parked connection that works goes on.
   * @returns what stands in the way, in the viewer's language
   * @throws Refusal NOT_FOUND
   */
  async check(viewer: Viewer, id: string): Promise<string[]> {
    const checked = await this.checks.of(id);
    if (checked === undefined) throw notFound();
    await this.database.transaction(async (tx) => {
      await this.audit.record(tx, viewer, 'connection.checked', id, { works: checked.problems.length === 0 });
      if (checked.problems.length === 0) await this.goOn(tx, viewer, id, ['parked']);
    });
    return checked.problems.map((problem) => problem[viewer.locale]);
  }

  /** The job's work: asks a parked connection whether it works again; if so it goes on, else it is asked later. */
  async probe(id: string): Promise<void> {
    const checked = await this.checks.of(id);
    if (checked === undefined || checked.state !== 'parked') return;
    if (checked.problems.length === 0) return this.database.transaction((tx) => this.goOn(tx, ITSELF, id, ['parked']));
    const now = this.clock.now();
    const next = new Date(now.getTime() + probePause(checked.parkedAt ?? now, now));
    await this.database.transaction(async (tx) => {
      const still = await rows(tx, sql`update crm_connection set probe_at = ${next} where id = ${id} and state = 'parked' returning 1`);
      if (still.length > 0) await this.jobs.add(tx, PROBE_JOB, { connection: id }, { key: probeJobKey(id), runAt: next });
    });
  }

  private async goOn(tx: Tx, whose: Pick<Viewer, 'personId'>, id: string, from: readonly string[]): Promise<void> {
    const [changed] = await rows<{ name: string }>(
      tx,
      sql`update crm_connection set state = 'running', parked_reason = null, parked_at = null, probe_at = null, hold_until = null
          where id = ${id} and state = any(${[...from]}) returning name`,
    );
    if (changed === undefined) return;
    // The time in which nothing was tried is not a time of tries.
    await rows(
      tx,
      sql`update delivery set next_attempt_at = null, first_tried_at = null
          where connection_id = ${id} and state in ('waiting', 'unknown') and (next_attempt_at is not null or first_tried_at is not null)`,
    );
    await this.sweeper.wakeLanes(tx, id);
    await this.audit.record(tx, whose, 'connection.resumed', id);
    logger.warn({ connection: id, name: changed.name }, 'a CRM connection goes on');
  }
}

async function lock(tx: Tx, id: string): Promise<void> {
  const found = isId(id) ? await rows(tx, sql`select 1 from crm_connection where id = ${id} for no key update`) : [];
  if (found.length === 0) throw notFound();
}
