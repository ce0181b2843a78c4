import { Injectable } from '@nestjs/common';
import { Consumers, type EffectConsumer, type Interaction } from '@veche/interactions';
import { Clock, type Tx, rows, sql } from '@veche/platform';
import type { LaneKey } from '../lanes/lane.js';
import { Sweeper } from '../lanes/sweeper.js';

/**
 * Turns interactions into deliveries: one per connection and interaction, also for those that a rule leaves out, so that the equation
 * always balances. Reading the log again adds what is missing and follows changed rules; it touches nothing that was tried or decided.
 */
@Injectable()
export class DeliveryProjection implements EffectConsumer {
  readonly name = 'crm';
  readonly effect = true;

  constructor(
    private readonly consumers: Consumers,
    private readonly sweeper: Sweeper,
    private readonly clock: Clock,
  ) {}

  /** Has the whole log read again, as part of a command: for a new connection, or one with new rules. */
  readAgain(tx: Tx): Promise<void> {
    return this.consumers.startOver(this, tx);
  }

  async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    const [first, last] = [batch[0]!.position, batch.at(-1)!.position];
    // The lock makes a change of rules come before or after the batch, never in its middle.
    const running = await rows<{ id: string; state: string }>(tx, sql`select id, state from crm_connection order by id for no key update`);
    if (running.length === 0) return;
    const now = this.clock.now();
    const changed = await rows<LaneKey & { state: string }>(
      tx,
      sql`insert into delivery (interaction_id, connection_id, position, person_id, kind, state, reason, decided_at, created_at)
          select i.id, c.id, i.position, i.person_id, i.kind, case when rule.reason is null then 'waiting' else 'excluded' end, rule.reason,
            case when rule.reason is not null then ${now}::timestamptz end, ${now}
          from interaction i cross join crm_connection c
          cross join lateral (select case when i.person_id is null then 'no_person'
            when i.is_imported and not c.takes_imported then 'imported'
            when i.kind = any(c.excluded_kinds) then 'kind' end as reason) rule
          where i.position between ${first} and ${last} and i.position > c.start_position
          on conflict (interaction_id, connection_id) do update
            set state = excluded.state, reason = excluded.reason, decided_at = excluded.decided_at
            where delivery.reason is distinct from excluded.reason
              and (delivery.state = 'excluded' and delivery.reason in ('imported', 'kind') or delivery.state = 'waiting' and delivery.attempts = 0 and not delivery.is_retried)
          returning connection_id as connection, person_id as person, state`,
    );
    await rows(tx, sql`update crm_connection set cursor_position = greatest(cursor_position, ${last}) where cursor_position < ${last}`);
    const open = new Set(running.filter(({ state }) => state === 'running').map(({ id }) => id));
    const lanes = changed.filter(({ connection, state }) => state === 'waiting' && open.has(connection));
    await this.sweeper.wake(tx, distinct(lanes));
  }
}

function distinct(lanes: readonly LaneKey[]): LaneKey[] {
  return [...new Map(lanes.map(({ connection, person }) => [`${connection} ${person}`, { connection, person }])).values()];
}
