import { Injectable } from '@nestjs/common';
import { personJson } from '@veche/identity';
import { isInteractionKind } from '@veche/interactions';
import { Database, type Page, type Sql, decodeCursor, isId, joined, notFound, pageOf, pageSize, sql } from '@veche/platform';
import { type Viewer, visibleTopic } from '@veche/visibility';
import { type ConnectionKind, Connectors } from '../connectors/connectors.js';
import { FACTS_JOINS, FACTS_JSON, type InteractionFacts } from '../connectors/interaction-facts.js';
import type { Delivery, DeliveryState } from './delivery.type.js';
import { sentenceOf } from './reasons.js';

/** Which deliveries a list shows. */
export interface DeliveryFilter {
  state?: DeliveryState | null;
  kind?: string | null;
  personHandle?: string | null;
  first?: number | null;
  after?: string | null;
}

interface Row extends Omit<Delivery, 'id' | 'body'> {
  connectionKind: ConnectionKind;
  /** As it was first sent. */
  body: string | null;
  facts: InteractionFacts;
}

/** Deliveries with their attempts and bodies, as the review pages show them. */
@Injectable()
export class DeliveryReader {
  constructor(
    private readonly database: Database,
    private readonly connectors: Connectors,
  ) {}

  /** The newest interactions first. One statement. @throws Refusal NOT_FOUND for an id that is none, INVALID for a damaged cursor */
  async page(viewer: Viewer, connection: string, { state, kind, personHandle, first, after }: DeliveryFilter): Promise<Page<Delivery>> {
    if (!isId(connection)) throw notFound();
    const size = pageSize(first, 50);
    const conditions = [sql`d.connection_id = ${connection}`];
    if (state) conditions.push(sql`d.state = ${state.toLowerCase()}`);
    if (kind) conditions.push(isInteractionKind(kind) ? sql`d.kind = ${kind}` : sql`false`);
    if (personHandle)
      conditions.push(
        sql`d.person_id = (select f.id from person f where lower(f.handle) = lower(${personHandle.replaceAll('\u0000', '')}))`,
      );
    if (after) conditions.push(olderThan(after));
    const found = await this.read(viewer, sql`where ${joined(conditions, ' and ')} order by d.position desc limit ${size + 1}`);
    return pageOf(found, size, ({ position }) => [Number(position)]);
  }

  /** One delivery; null when there is none. */
  async byKey(viewer: Viewer, connection: string, interaction: string): Promise<Delivery | null> {
    if (!isId(connection) || !isId(interaction)) return null;
    return (await this.read(viewer, sql`where d.interaction_id = ${interaction} and d.connection_id = ${connection}`))[0] ?? null;
  }

  private async read(viewer: Viewer, which: Sql): Promise<Delivery[]> {
    const found = await this.database.main.rows<Row>(
      sql`select d.connection_id as "connectionId", d.interaction_id as "interactionId", d.kind, ${personJson('p')} as person,
            case when ${visibleTopic(viewer, 't')} then '/t/' || t.key || '/' || t.slug end as "topicPath", d.position::text as position,
            i.occurred_at as "occurredAt", upper(d.state) as state, d.attempts, d.next_attempt_at as "nextAttemptAt",
            d.decided_at as "decidedAt", d.reason, d.body, c.kind as "connectionKind", ${FACTS_JSON} as facts, ${ATTEMPTS} as log
          from (select * from delivery d ${which}) d
          join crm_connection c on c.id = d.connection_id
          join interaction i on i.id = d.interaction_id ${FACTS_JOINS}
          order by d.position desc`,
    );
    return found.map(({ facts, connectionKind, ...row }) => ({
      ...row,
      id: `${row.connectionId}:${row.interactionId}`,
      reason: row.reason === null ? null : sentenceOf(row.reason, viewer.locale),
      // What was never sent shows what would be; nobody's interaction is never sent.
      body: row.body ?? (facts.person === null ? '' : this.connectors.of(connectionKind).compose(facts)),
    }));
  }
}

function olderThan(after: string): Sql {
  const [position] = decodeCursor(after, ['number']);
  // A cursor is input: what is no position is older than everything.
  return Number.isSafeInteger(position) ? sql`d.position < ${position}` : sql`false`;
}

const ATTEMPTS: Sql = sql`(select coalesce(jsonb_agg(jsonb_build_object('at', a.at, 'durationMs', a.duration_ms, 'outcome', a.outcome,
    'httpStatus', a.http_status, 'answer', a.answer, 'error', a.error) order by a.at, a.id), '[]')
  from delivery_attempt a where a.interaction_id = d.interaction_id and a.connection_id = d.connection_id)`;
