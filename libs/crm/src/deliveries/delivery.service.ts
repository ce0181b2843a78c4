import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, Database, Refusal, type Sql, type Tx, isId, notFound, rows, sql, textBetween } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { LaneKey } from '../lanes/lane.js';
import { Sweeper } from '../lanes/sweeper.js';
import { byHand } from './reasons.js';

interface Locked {
  state: string;
  reason: string | null;
  person: string | null;
}

/** A new start by a person's word, which stands above rules: no backoff, three days again. What was sent once is sent the same. */
const ANEW: Sql = sql`is_retried = true, reason = null, decided_at = null, next_attempt_at = null, first_tried_at = null,
  state = case when state = 'unknown' then 'unknown' else 'waiting' end`;

/** What a person may do about deliveries: try again, leave out. */
@Injectable()
export class DeliveryService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly sweeper: Sweeper,
    private readonly clock: Clock,
  ) {}

  /**
   * Sends a rejected or excluded delivery after all, or a waiting one without further delay. It may arrive after later ones of its
   * person: `position` and the time tell (decision 19).
   * @throws Refusal NOT_FOUND; CONFLICT when it was delivered, is being sent, or is nobody's
   */
  retry(viewer: Viewer, connection: string, interaction: string): Promise<void> {
    return this.database.transaction(async (tx) => {
      const { state, person } = await locked(tx, connection, interaction);
      if (state === 'sending') throw beingSent();
      if (['delivered', 'verified', 'rolled_up'].includes(state)) throw arrived();
      if (person === null) throw nobodys();
      await rows(tx, sql`update delivery set ${ANEW} where interaction_id = ${interaction} and connection_id = ${connection}`);
      await this.sweeper.wake(tx, [{ connection, person }]);
      await this.audit.record(tx, viewer, 'delivery.retried', interaction, { connection, state });
    });
  }

  /**
   * Leaves a delivery out, for good reason; its lane goes on.
   * @throws Refusal NOT_FOUND; INVALID without a reason; CONFLICT when it was delivered or is being sent
   */
  exclude(viewer: Viewer, connection: string, interaction: string, reason: string): Promise<void> {
    const words = textBetween('reason', reason, 1, 300, { en: 'The reason', ru: 'Причина' });
    return this.database.transaction(async (tx) => {
      const { state, person } = await locked(tx, connection, interaction);
      if (state === 'sending') throw beingSent();
      if (['delivered', 'verified', 'rolled_up'].includes(state)) throw arrived();
      await rows(
        tx,
        sql`update delivery set state = 'excluded', reason = ${byHand(words)}, decided_at = ${this.clock.now()}, next_attempt_at = null
            where interaction_id = ${interaction} and connection_id = ${connection}`,
      );
      if (person !== null) await this.sweeper.wake(tx, [{ connection, person }]);
      await this.audit.record(tx, viewer, 'delivery.excluded', interaction, { connection, state, reason: words });
    });
  }

  /**
   * Tries again all deliveries of the connection that stand as this one does, for the same reason.
   * @returns how many
   * @throws Refusal NOT_FOUND; CONFLICT unless this one is rejected or excluded
   */
  retryAllLike(viewer: Viewer, connection: string, interaction: string): Promise<number> {
    return this.database.transaction(async (tx) => {
      const { state, reason } = await locked(tx, connection, interaction);
      if (state !== 'rejected' && state !== 'excluded') throw notStopped();
      const retried = await rows<LaneKey>(
        tx,
        sql`update delivery set ${ANEW}
            where connection_id = ${connection} and state = ${state} and reason is not distinct from ${reason} and person_id is not null
            returning connection_id as connection, person_id as person`,
      );
      const lanes = new Map(retried.map((lane) => [lane.person, lane]));
      await this.sweeper.wake(tx, [...lanes.values()]);
      await this.audit.record(tx, viewer, 'delivery.retried_all', interaction, { connection, state, reason, count: retried.length });
      return retried.length;
    });
  }
}

async function locked(tx: Tx, connection: string, interaction: string): Promise<Locked> {
  if (!isId(connection) || !isId(interaction)) throw notFound();
  const [found] = await rows<Locked>(
    tx,
    sql`select state, reason, person_id as person from delivery
        where interaction_id = ${interaction} and connection_id = ${connection} for update`,
  );
  if (found === undefined) throw notFound();
  return found;
}

const beingSent = () =>
  new Refusal('CONFLICT', {
    en: 'It is being sent right now; look again in a moment.',
    ru: 'Прямо сейчас отправляется; взгляните через минуту.',
  });
const arrived = () => new Refusal('CONFLICT', { en: 'It has reached the CRM already.', ru: 'Это уже дошло до CRM.' });
const nobodys = () =>
  new Refusal('CONFLICT', {
    en: 'It belongs to nobody’s record, so there is nowhere to send it.',
    ru: 'Это не относится ни к чьей карточке, отправить некуда.',
  });
const notStopped = () =>
  new Refusal('CONFLICT', {
    en: 'Only rejected and excluded ones can be retried together.',
    ru: 'Вместе повторить можно только отклонённые и исключённые.',
  });
