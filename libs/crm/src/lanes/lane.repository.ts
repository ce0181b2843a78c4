import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, sql } from '@veche/platform';
import { type TargetRow, targetColumns } from '../connections/target.js';
import { FACTS_JOINS, FACTS_JSON, type InteractionFacts } from '../connectors/interaction-facts.js';
import type { LaneKey } from './lane.js';

/** What a lane has to do next. */
export interface LaneHead extends TargetRow {
  interactionId: string;
  /** Decided, when somebody was quicker between the two statements. */
  state: string;
  attempts: number;
  nextAttemptAt: Date | null;
  /** As it was first sent; null before that. */
  body: string | null;
  facts: InteractionFacts;
  connectionState: 'running' | 'paused' | 'parked';
  holdUntil: Date | null;
}

/** A delivery that is being sent: its number of attempts tells this try from every other. */
export interface Claim {
  connectionId: string;
  interactionId: string;
  attempt: number;
  body: string;
}

/** Leases of lanes and the deliveries at their heads. Leases run by the database's clock, the same for all processes. */
@Injectable()
export class LaneRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Takes the lane for 30 seconds. @returns null when it is ours, else until when it is somebody else's */
  async take({ connection, person }: LaneKey, lease: string): Promise<Date | null> {
    const row = await this.database.main.row<{ lease: string }>(
      sql`insert into lane (connection_id, person_id, lease, leased_until)
          values (${connection}, ${person}, ${lease}, now() + interval '30 seconds')
          on conflict (connection_id, person_id) do update set lease = excluded.lease, leased_until = excluded.leased_until
            where lane.leased_until < now()
          returning lease`,
    );
    if (row !== undefined) return null;
    const held = await this.database.main.row<{ until: Date }>(
      sql`select leased_until as until from lane where connection_id = ${connection} and person_id = ${person}`,
    );
    return held?.until ?? this.clock.now();
  }

  async release({ connection, person }: LaneKey, lease: string): Promise<void> {
    await this.database.main.rows(sql`delete from lane where connection_id = ${connection} and person_id = ${person} and lease = ${lease}`);
  }

  /**
   * The lowest undecided position of the lane with all that is needed to send it; undefined when there is none. Two statements: with
   * the id in hand PostgreSQL plans for one partition instead of all.
   */
  async head({ connection, person }: LaneKey): Promise<LaneHead | undefined> {
    const first = await this.database.main.row<{ id: string }>(
      sql`select interaction_id as id from undecided_delivery
          where connection_id = ${connection} and person_id = ${person} order by position limit 1`,
    );
    if (first === undefined) return undefined;
    return this.database.main.row<LaneHead>(
      sql`select d.interaction_id as "interactionId", d.state, d.attempts, d.next_attempt_at as "nextAttemptAt", d.body,
            ${FACTS_JSON} as facts, c.state as "connectionState", c.hold_until as "holdUntil", ${targetColumns('c', this.clock.now())}
          from delivery d join crm_connection c on c.id = d.connection_id
          join interaction i on i.id = ${first.id} ${FACTS_JOINS}
          where d.interaction_id = ${first.id} and d.connection_id = ${connection}`,
    );
  }

  /**
   * Writes `sending` before the call, freezes the body and renews the lease: its heartbeat, as a call lasts half a lease at most.
   * @returns undefined when the lease was lost or somebody decided the delivery meanwhile
   */
  async claim(head: LaneHead, { connection, person }: LaneKey, lease: string, body: string): Promise<Claim | undefined> {
    const now = this.clock.now();
    const claimed = await this.database.main.row<{ attempts: number; body: string }>(
      sql`with held as (
            update lane set leased_until = now() + interval '30 seconds'
            where connection_id = ${connection} and person_id = ${person} and lease = ${lease} returning 1
          )
          update delivery d set state = 'sending', attempts = d.attempts + 1, next_attempt_at = null, body = coalesce(d.body, ${body}),
            first_tried_at = coalesce(d.first_tried_at, ${now})
          from crm_connection c, held
          where d.interaction_id = ${head.interactionId} and d.connection_id = ${connection} and c.id = d.connection_id
            and c.state = 'running' and d.state in ('waiting', 'unknown') and d.attempts = ${head.attempts}
          returning d.attempts, d.body`,
    );
    return claimed && { connectionId: connection, interactionId: head.interactionId, attempt: claimed.attempts, body: claimed.body };
  }

  /** A delivery that was being sent when its process was killed: nobody knows whether it arrived. */
  async interrupted(head: LaneHead): Promise<void> {
    await this.database.main.rows(
      sql`with found as (
            update delivery set state = 'unknown'
            where interaction_id = ${head.interactionId} and connection_id = ${head.connectionId} and state = 'sending'
              and attempts = ${head.attempts}
            returning 1
          )
          insert into delivery_attempt (id, connection_id, interaction_id, at, duration_ms, outcome)
          select ${newId()}, ${head.connectionId}, ${head.interactionId}, ${this.clock.now()}, 0, 'interrupted' from found`,
    );
  }
}
