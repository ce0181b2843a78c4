import { Injectable } from '@nestjs/common';
import { Clock, Database, Jobs, type Sql, type Tx, none, rows, sql } from '@veche/platform';
import { PROBE_JOB, probeJobKey } from '../connections/probe.js';
import { LANE_JOB, type LaneKey, laneJobKey } from './lane.js';

/** More lanes than this are woken by the next round. */
const IN_ONE_ROUND = 5_000;

/** Wakes what should be awake: after a resume, and each minute whatever lost its wake-up. */
@Injectable()
export class Sweeper {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** One round: lanes that are due and nobody's, parked connections whose question is due. */
  sweep(): Promise<void> {
    return this.database.transaction(async (tx) => {
      await this.wakeLanes(tx);
      const due = await rows<{ id: string }>(
        tx,
        sql`select id from crm_connection where state = 'parked' and probe_at <= ${this.clock.now()}`,
      );
      await this.jobs.addAll(
        tx,
        PROBE_JOB,
        due.map(({ id }) => ({ payload: { connection: id }, key: probeJobKey(id) })),
      );
    });
  }

  /** Wakes lanes of running connections whose head is due and that nobody holds. @param connection that one alone */
  async wakeLanes(tx: Tx, connection?: string): Promise<void> {
    const only: Sql = connection === undefined ? none : sql`where u.connection_id = ${connection}`;
    const lanes = await rows<LaneKey>(
      tx,
      sql`select head.connection, head.person
          from (select distinct on (u.connection_id, u.person_id) u.connection_id as connection, u.person_id as person, u.interaction_id
                from undecided_delivery u join crm_connection c on c.id = u.connection_id and c.state = 'running' ${only}
                order by u.connection_id, u.person_id, u.position) head
          join delivery d on d.interaction_id = head.interaction_id and d.connection_id = head.connection
          where (d.next_attempt_at is null or d.next_attempt_at <= ${this.clock.now()})
            and not exists (select from lane l where l.connection_id = head.connection and l.person_id = head.person and l.leased_until >= now())
          limit ${IN_ONE_ROUND}`,
    );
    await this.wake(tx, lanes);
  }

  /** Wakes these lanes when the transaction commits. */
  async wake(tx: Tx, lanes: readonly LaneKey[]): Promise<void> {
    await this.jobs.addAll(
      tx,
      LANE_JOB,
      lanes.map((lane) => ({ payload: lane, key: laneJobKey(lane) })),
    );
  }
}
