import pg from 'pg';
import { type Tx, rows } from '../database/database.js';
import { type Sql, sql } from '../database/sql.js';
import type { DatabaseWatch } from '../database/watch.js';
import { Refusal } from '../errors/refusal.js';
import { logger } from '../log/logger.js';

/** So many points within so many seconds; kept in the database, so that several processes brake as one. */
export interface BrakeRule {
  name: string;
  points: number;
  seconds: number;
}

/** Where a subject stands after a point was taken. */
export interface TakenPoint {
  /** Taken in this window, the last one included. */
  points: number;
  /** When the window ends, in milliseconds since 1970; a bigint comes as text. */
  expire: string;
}

/**
 * Takes one point for `subject` as a part of a command's own statement, which saves a round trip: yields one row, a TakenPoint. The
 * statement must do nothing when `points` is greater than the rule's, and its caller asks `insistOnPoint`.
 */
export function takingPoint(rule: BrakeRule, subject: string): Sql {
  return sql`insert into brake as b (key, points, expire) values (${keyOf(rule, subject)}, 1, ${Date.now() + rule.seconds * 1000})
    ${oneMore()}`;
}

/**
 * The same for several subjects at once, none of them twice: a TakenPoint for each, in their order. Keys are taken in one order, so that
 * transactions with some of the same subjects wait for each other in a row and not in a ring.
 */
export async function takePoints(tx: Tx, rule: BrakeRule, subjects: readonly string[]): Promise<TakenPoint[]> {
  const keys = subjects.map((subject) => keyOf(rule, subject));
  const taken = await rows<TakenPoint & { key: string }>(
    tx,
    sql`insert into brake as b (key, points, expire) select key, 1, ${Date.now() + rule.seconds * 1000} from unnest(${keys}::text[]) key
      order by key ${oneMore()}, key`,
  );
  const points = new Map(taken.map((one) => [one.key, one]));
  return keys.map((key) => points.get(key)!);
}

function oneMore(): Sql {
  const now = Date.now();
  return sql`on conflict (key) do update set points = case when b.expire <= ${now} then 1 else b.points + 1 end,
      expire = case when b.expire <= ${now} then excluded.expire else b.expire end
    returning points, expire`;
}

/** @throws Refusal LIMITED with the seconds to wait when the point was one too many */
export function insistOnPoint({ points }: BrakeRule, taken: TakenPoint): void {
  if (taken.points > points) throw tooMany(Number(taken.expire) - Date.now());
}

/** Brakes on guessing and flooding. */
export class Brakes {
  private readonly pool: pg.Pool;

  constructor(url: string, watch?: DatabaseWatch) {
    this.pool = new pg.Pool({ connectionString: url, max: 3, connectionTimeoutMillis: 5_000, keepAlive: true });
    watch?.cover(this.pool);
    this.pool.on('error', (error) => logger.warn({ error: error.message }, 'brakes lost a database connection'));
  }

  /**
   * Takes one point for `subject`.
   * @throws Refusal LIMITED with the seconds to wait when none is left
   */
  async spend(rule: BrakeRule, subject: string): Promise<void> {
    const [taken] = await this.rows<TakenPoint>(takingPoint(rule, subject));
    insistOnPoint(rule, taken!);
  }

  /** Refuses when no point is left, and takes none. */
  async check(rule: BrakeRule, subject: string): Promise<void> {
    const [state] = await this.rows<TakenPoint>(
      sql`select points, expire from brake where key = ${keyOf(rule, subject)} and expire > ${Date.now()}`,
    );
    if (state !== undefined && state.points >= rule.points) throw tooMany(Number(state.expire) - Date.now());
  }

  /** Gives all points back, after a proof that no guessing was going on. */
  async release(rule: BrakeRule, subject: string): Promise<void> {
    await this.rows(sql`delete from brake where key = ${keyOf(rule, subject)}`);
  }

  /** Gives back one point that `spend` took. */
  async giveBack(rule: BrakeRule, subject: string): Promise<void> {
    await this.rows(
      sql`update brake set points = points - 1 where key = ${keyOf(rule, subject)} and expire > ${Date.now()} and points > 0`,
    );
  }

  /** Clears rows whose time is over; called by the clock. */
  async sweep(): Promise<void> {
    await this.rows(sql`delete from brake where expire < ${Date.now()}`);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async rows<T>({ text, values }: Sql): Promise<T[]> {
    return (await this.pool.query<T & pg.QueryResultRow>(text, values)).rows;
  }
}

function keyOf({ name }: BrakeRule, subject: string): string {
  return `${name}:${subject}`;
}

function tooMany(milliseconds: number): Refusal {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  const minutes = Math.ceil(seconds / 60);
  return new Refusal(
    'LIMITED',
    {
      en: `Too many attempts. Try again in ${seconds < 90 ? `${seconds} s` : `${minutes} min`}.`,
      ru: `Слишком много попыток. Попробуйте через ${seconds < 90 ? `${seconds} с` : `${minutes} мин`}.`,
    },
    undefined,
    seconds,
  );
}
