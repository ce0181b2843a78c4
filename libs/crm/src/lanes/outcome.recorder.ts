import { Injectable } from '@nestjs/common';
import { Clock, Database, Jobs, SECOND, type Sql, type Tx, logger, newId, rows, sql } from '@veche/platform';
import type { Outcome } from '../connectors/connector.js';
import { PROBE_JOB, probeJobKey } from '../connections/probe.js';
import { backoff, isSuspect, isTooOld, probePause } from './backoff.js';
import type { Claim } from './lane.repository.js';

/** Writes down what a call came to. Guarded by the number of the attempt: an answer that comes too late changes nothing. */
@Injectable()
export class OutcomeRecorder {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  async record(claim: Claim, outcome: Outcome): Promise<void> {
    if (outcome.verdict === 'delivered') await this.database.main.rows(this.decided(claim, outcome, 'delivered', null));
    else await this.database.transaction((tx) => this.failed(tx, claim, outcome));
  }

  private async failed(tx: Tx, claim: Claim, outcome: Outcome): Promise<void> {
    const now = this.clock.now();
    const { connectionId } = claim;
    const holdUntil = outcome.retryAfter === null ? null : new Date(now.getTime() + outcome.retryAfter * SECOND);
    await rows(
      tx,
      sql`update crm_connection set last_error = ${saidBy(outcome)}, last_error_at = ${now}, hold_until = greatest(hold_until, ${holdUntil}::timestamptz)
          where id = ${connectionId}`,
    );
    if (outcome.verdict === 'rejected') return void (await rows(tx, this.decided(claim, outcome, 'rejected', outcome.reason)));
    if (outcome.verdict === 'parked') {
      await rows(tx, this.undecided(claim, outcome, 'waiting', null));
      return this.park(tx, connectionId, outcome.reason ?? 'address', now);
    }
    const given = await this.givenUp(tx, claim, outcome, now);
    if (given === null) {
      await rows(
        tx,
        this.undecided(
          claim,
          outcome,
          outcome.verdict === 'unknown' ? 'unknown' : 'waiting',
          new Date(now.getTime() + backoff(claim.attempt)),
        ),
      );
      return;
    }
    await rows(tx, this.decided(claim, outcome, 'rejected', given));
    logger.error({ connection: connectionId, interaction: claim.interactionId, reason: given }, 'a CRM delivery was given up');
  }

  /** Why it is not tried again, or null. */
  private async givenUp(tx: Tx, { connectionId, interactionId }: Claim, { httpStatus }: Outcome, now: Date): Promise<string | null> {
    const [tries] = await rows<{ since: Date | null; failures: number; othersGotThrough: boolean }>(
      tx,
      sql`select d.first_tried_at as since, failed.n as failures, exists (select from delivery o where o.connection_id = d.connection_id
            and o.decided_at > failed.since and o.state = 'delivered') as "othersGotThrough"
          from delivery d cross join lateral (select count(*)::integer as n, min(a.at) as since from delivery_attempt a
            where a.interaction_id = d.interaction_id and a.connection_id = d.connection_id and a.http_status = 500
              and a.at > d.first_tried_at - interval '1 second') failed
          where d.interaction_id = ${interactionId} and d.connection_id = ${connectionId}`,
    );
    if (tries === undefined || tries.since === null) return null;
    if (isTooOld(tries.since, now)) return 'gave_up';
    return httpStatus === 500 && isSuspect(tries.failures + 1) && tries.othersGotThrough ? 'poison' : null;
  }

  /** Stops the connection, once, with one line for whoever watches the log. */
  private async park(tx: Tx, connectionId: string, reason: string, now: Date): Promise<void> {
    const probeAt = new Date(now.getTime() + probePause(now, now));
    const [parked] = await rows<{ name: string }>(
      tx,
      sql`update crm_connection set state = 'parked', parked_reason = ${reason}, parked_at = ${now}, probe_at = ${probeAt}
          where id = ${connectionId} and state = 'running' returning name`,
    );
    if (parked === undefined) return;
    await this.jobs.add(tx, PROBE_JOB, { connection: connectionId }, { key: probeJobKey(connectionId), runAt: probeAt });
    logger.error({ connection: connectionId, name: parked.name, reason }, 'a CRM connection is parked until it works again');
  }

  private decided(claim: Claim, outcome: Outcome, state: 'delivered' | 'rejected', reason: string | null): Sql {
    return this.written(claim, outcome, sql`state = ${state}, reason = ${reason}, decided_at = ${this.clock.now()}`);
  }

  private undecided(claim: Claim, outcome: Outcome, state: 'waiting' | 'unknown', nextAttemptAt: Date | null): Sql {
    return this.written(claim, outcome, sql`state = ${state}, next_attempt_at = ${nextAttemptAt}`);
  }

  /** One statement: the attempt, and the change of the delivery if it is still this attempt's. */
  private written({ connectionId, interactionId, attempt }: Claim, outcome: Outcome, change: Sql): Sql {
    const at = new Date(this.clock.now().getTime() - outcome.durationMs);
    return sql`with tried as (
        insert into delivery_attempt (id, connection_id, interaction_id, at, duration_ms, outcome, http_status, answer, error)
        values (${newId()}, ${connectionId}, ${interactionId}, ${at}, ${outcome.durationMs}, ${outcome.verdict}, ${outcome.httpStatus},
          ${outcome.answer}, ${outcome.error})
      )
      update delivery set ${change}
      where interaction_id = ${interactionId} and connection_id = ${connectionId} and state = 'sending' and attempts = ${attempt}`;
  }
}

/** The trouble in the CRM's own words where it said any: "HTTP 422: the field is too long". */
function saidBy({ error, answer }: Outcome): string | null {
  const words = answer?.trim().slice(0, 300);
  return error !== null && words ? `${error}: ${words}` : error;
}
