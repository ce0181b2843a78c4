import { setTimeout as rest } from 'node:timers/promises';
import { type DataSource, EntityManager } from 'typeorm';
import { logger } from '../log/logger.js';
import { Notices, owedBy } from './notices.js';
import { anyOf, poolOf } from './pool.js';
import { type Connection, LOST_PLANS, ask, hasLostItsPlan } from './prepared.js';
import type { Replicas } from './replicas.js';
import type { Sql } from './sql.js';

/** A transaction under way: what every write is given. */
export type Tx = EntityManager;

/** Where rows are read from: a transaction, or a pool whose every statement stands for itself. */
export class Reader {
  constructor(private readonly source: EntityManager | Connection) {}

  /** All rows of one statement, typed by the caller, without entities. */
  async rows<T>(statement: Sql): Promise<T[]> {
    if (this.source instanceof EntityManager) return rows<T>(this.source, statement);
    try {
      return await ask<T>(this.source, statement);
    } catch (error) {
      if (!hasLostItsPlan(error)) throw error;
      return ask<T>(this.source, statement);
    }
  }

  /** The first row, or undefined. */
  async row<T>(statement: Sql): Promise<T | undefined> {
    return (await this.rows<T>(statement))[0];
  }
}

/** Runs one statement inside a transaction; the typed rows of it (also of `… returning`). */
export async function rows<T>(tx: EntityManager, statement: Sql): Promise<T[]> {
  // TypeORM's own `query` costs three times what pg's does, and knows no prepared statements.
  return ask<T>((await tx.queryRunner!.connect()) as Connection, statement);
}

/** A concurrent change was to blame: the same work may do now. */
const TRIED_AGAIN = new Set([
  '23503', // a parent's audience moved between our read and our insert (decision 9)
  '40P01', // deadlock
  '40001', // serialization
  ...LOST_PLANS,
]);
/**
 * So often at most. In a crowd who was chosen to end a deadlock may meet the next one at once: with a single repetition one of a
 * hundred replies ended as INTERNAL on a machine that was busy with other things.
 */
const TRIES = 4;
/** Whoever made room comes back after up to so many milliseconds, longer each time, and not together with those whom it met. */
const REST = 50;

/** The two doors to PostgreSQL. Nothing outside this lib holds a DataSource. */
export class Database {
  /** Reads with the portal's own rights: every statement carries the gate's condition. */
  readonly main: Reader;
  /** Reads as `portal_public`: row-level security admits published rows of everyone's audience only. */
  readonly anonymous: Reader;
  private readonly notices: Notices;

  constructor(
    private readonly source: DataSource,
    private readonly publicSource: DataSource,
    private readonly replicas?: Replicas,
  ) {
    this.main = new Reader(anyOf(poolOf(source)));
    this.anonymous = new Reader(replicas ?? anyOf(poolOf(publicSource)));
    this.notices = new Notices((statement) => this.main.rows(statement));
  }

  /**
   * Moves whenever `anonymous` reads from another place, a replica or the primary. What was read before may be newer than what is read
   * now: who keeps something by a version keeps it by this number, too.
   */
  get anonymousEpoch(): number {
    return this.replicas?.epoch ?? 0;
  }

  /**
   * Runs a command's work in one transaction. Repeated, a few times at most, when PostgreSQL says that a concurrent change was to
   * blame, so `work` must do nothing to the outside.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let committed: Tx | undefined;
    const result = await patiently(() => this.source.transaction((tx) => work((committed = tx))));
    for (const channel of owedBy(committed!)) this.tell(channel);
    return result;
  }

  /** The same for a command that is one statement: a transaction of its own in one round trip instead of three. */
  atOnce<T>(statement: Sql): Promise<T[]> {
    return patiently(() => this.main.rows<T>(statement));
  }

  /** Wakes the listeners of a channel, soon: notices are sent together. For what has been committed; see `tellAfter`. */
  tell(channel: string): void {
    this.notices.tell(channel);
  }

  /** A read of several statements that see one moment. */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.source.transaction('REPEATABLE READ', (tx) => work(new Reader(tx)));
  }

  async close(): Promise<void> {
    this.notices.close();
    await this.replicas?.stop();
    await Promise.all([this.source, this.publicSource].filter((s) => s.isInitialized).map((s) => s.destroy()));
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !TRIED_AGAIN.has(codeOf(error) ?? '')) throw error;
      // Where it met the other one, too: a deadlock that comes again is to be found.
      logger.info({ code: codeOf(error), where: whereOf(error), tries }, 'transaction repeated');
      if (tries > 1) await rest(Math.random() * REST * tries);
    }
  }
}

/** What PostgreSQL was doing, in its words: names of tables and places in them, nobody's data. */
function whereOf(error: unknown): string | undefined {
  const { where, driverError } = error as { where?: string; driverError?: { where?: string } };
  return where ?? driverError?.where;
}

/** PostgreSQL's error code (SQLSTATE) of whatever was thrown, if it has one. */
export function codeOf(error: unknown): string | undefined {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const found = code ?? driverError?.code;
  return typeof found === 'string' ? found : undefined;
}

/** The constraint that an insert or update broke, if that is what happened. */
export function constraintOf(error: unknown): string | undefined {
  const { constraint, driverError } = error as { constraint?: string; driverError?: { constraint?: string } };
  return constraint ?? driverError?.constraint;
}
