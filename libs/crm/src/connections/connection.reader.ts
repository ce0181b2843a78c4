import { Injectable } from '@nestjs/common';
import { Clock, Database, HOUR, MINUTE, type Sql, isId, none, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { sentenceOf } from '../deliveries/reasons.js';
import { type ConnectionState, type CrmConnection, type CrmEquation } from './connection.type.js';

interface Row extends Omit<CrmConnection, 'equation' | 'lagHistory' | 'newSecret'> {
  state: ConnectionState;
  equation: Omit<CrmEquation, 'balances'>;
  undecidedSince: Date | null;
  /** Of the deliveries that were decided n hours ago: since when the oldest of them had waited. */
  decided: { hoursAgo: number; oldest: string }[];
}

const HOURS = 24;
const RATE_OVER = 5 * MINUTE;

/** Connections as their page shows them: the equation, the lag, the rate. */
@Injectable()
export class ConnectionReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** All of them, the oldest first. One statement, therefore one snapshot. */
  all(viewer: Viewer): Promise<CrmConnection[]> {
    return this.read(viewer, none);
  }

  /** One of them; null when there is none with this id. */
  async byId(viewer: Viewer, id: string): Promise<CrmConnection | null> {
    if (!isId(id)) return null;
    return (await this.read(viewer, sql`where c.id = ${id}`))[0] ?? null;
  }

  private async read(viewer: Viewer, where: Sql): Promise<CrmConnection[]> {
    const now = this.clock.now();
    const found = await this.database.main.rows<Row>(
      sql`select c.id, c.name, c.kind, upper(c.state) as state, c.parked_reason as "parkedReason", c.url, c.takes_imported as "takesImported",
            c.excluded_kinds as "excludedKinds", c.last_error as "lastError", c.last_error_at as "lastErrorAt",
            ${EQUATION} as equation, ${undecidedSince()} as "undecidedSince",
            (select count(*) from delivery d where d.connection_id = c.id and d.decided_at > ${new Date(now.getTime() - RATE_OVER)}
              and d.state in ('delivered', 'verified'))::float / ${RATE_OVER / MINUTE} as "perMinute",
            ${decidedByHour(now)} as decided
          from crm_connection c cross join log_head h ${where} order by c.created_at, c.id`,
    );
    return found.map(({ equation, undecidedSince: since, decided, ...row }) => ({
      ...row,
      parkedReason: row.parkedReason === null ? null : sentenceOf(row.parkedReason, viewer.locale),
      equation: { ...equation, balances: balances(equation) },
      lagSeconds: since === null ? 0 : seconds(now.getTime() - since.getTime()),
      lagHistory: lagHistory(decided, since, now),
      newSecret: null,
    }));
  }
}

/** Counts by state beside what the log says there must be: they balance, or something was lost. */
const EQUATION: Sql = sql`(select jsonb_build_object('interactions', h.position - c.start_position,
    'notRead', h.position - c.cursor_position,
    'waiting', coalesce(sum(n) filter (where state = 'waiting'), 0), 'sending', coalesce(sum(n) filter (where state = 'sending'), 0),
    'unknown', coalesce(sum(n) filter (where state = 'unknown'), 0), 'delivered', coalesce(sum(n) filter (where state = 'delivered'), 0),
    'verified', coalesce(sum(n) filter (where state = 'verified'), 0), 'rolledUp', coalesce(sum(n) filter (where state = 'rolled_up'), 0),
    'rejected', coalesce(sum(n) filter (where state = 'rejected'), 0), 'excluded', coalesce(sum(n) filter (where state = 'excluded'), 0))
  from (select d.state, count(*) as n from delivery d where d.connection_id = c.id group by d.state) as counted)`;

/** Do all parts together make what the log holds since the connection's start? */
export function balances({ interactions, ...parts }: Omit<CrmEquation, 'balances'>): boolean {
  return interactions === Object.values(parts).reduce((sum, part) => sum + part, 0);
}

function undecidedSince(): Sql {
  const oldest = (state: string) =>
    sql`(select d.created_at from delivery d where d.connection_id = c.id and d.state = ${state} order by d.position limit 1)`;
  return sql`least(${oldest('waiting')}, ${oldest('sending')}, ${oldest('unknown')},
    (select i.recorded_at from interaction i where i.position = c.cursor_position + 1))`;
}

function decidedByHour(now: Date): Sql {
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('hoursAgo', by_hour.ago, 'oldest', by_hour.oldest)), '[]')
    from (select floor(extract(epoch from (${now}::timestamptz - d.decided_at)) / 3600)::integer as ago, min(d.created_at) as oldest
          from delivery d where d.connection_id = c.id and d.decided_at > ${new Date(now.getTime() - HOURS * HOUR)}
          group by 1) as by_hour)`;
}

/**
 * The lag n hours ago: the age, at that moment, of the oldest delivery that was decided only later or not yet.
 * Hours are counted back from now, so each group was decided wholly after the moments before it.
 */
export function lagHistory(decided: Row['decided'], undecidedSince: Date | null, now: Date): number[] {
  const oldest = new Map(decided.map(({ hoursAgo, oldest: at }) => [hoursAgo, Date.parse(at)]));
  let since = undecidedSince?.getTime() ?? Infinity;
  const lags: number[] = [];
  for (let hoursAgo = 0; hoursAgo < HOURS; hoursAgo += 1) {
    lags.unshift(seconds(now.getTime() - hoursAgo * HOUR - since));
    since = Math.min(since, oldest.get(hoursAgo) ?? Infinity);
  }
  return lags;
}

function seconds(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.max(0, Math.round(milliseconds / 1000)) : 0;
}
