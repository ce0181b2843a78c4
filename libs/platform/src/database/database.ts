import { DataSource, type EntityManager } from 'typeorm';
import { logger } from '../log/logger.js';
import type { Sql } from './sql.js';

/** A transaction under way: what every write is given. */
export type Tx = EntityManager;

/** Where rows are read from: a transaction, the main connection or the one of role `portal_public`. */
export class Reader {
  constructor(private readonly manager: EntityManager) {}

  /** All rows of one statement, typed by the caller, without entities. */
  rows<T>(statement: Sql): Promise<T[]> {
    return rows<T>(this.manager, statement);
  }

  /** The first row, or undefined. */
  async row<T>(statement: Sql): Promise<T | undefined> {
    return (await rows<T>(this.manager, statement))[0];
  }
}

/** Runs one statement inside a transaction; the typed rows of it (also of `… returning`). */
export async function rows<T>(tx: EntityManager, statement: Sql): Promise<T[]> {
  const result: unknown = await tx.query(statement.text, statement.values as unknown[]);
  // TypeORM answers [rows, count] for update and delete, plain rows for select and insert.
  if (Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number') return result[0] as T[];
  return result as T[];
}

const TRIED_ONCE_MORE = new Set([
  '23503', // a parent's audience moved between our read and our insert (decision 9)
  '40P01', // deadlock
  '40001', // serialization
]);

/** The two doors to PostgreSQL. Nothing outside this lib holds a DataSource. */
export class Database {
  /** Reads with the portal's own rights: every statement carries the gate's condition. */
  readonly main: Reader;
  /** Reads as `portal_public`: row-level security admits published rows of everyone's audience only. */
  readonly anonymous: Reader;

  constructor(
    private readonly source: DataSource,
    private readonly publicSource: DataSource,
  ) {
    this.main = new Reader(source.manager);
    this.anonymous = new Reader(publicSource.manager);
  }

  /**
   * Runs a command's work in one transaction. Repeated once when PostgreSQL says that a concurrent change was to blame,
   * so `work` must do nothing to the outside.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.source.transaction(work);
    } catch (error) {
      if (!TRIED_ONCE_MORE.has(codeOf(error) ?? '')) throw error;
      logger.info({ code: codeOf(error) }, 'transaction repeated');
      return this.source.transaction(work);
    }
  }

  /** A read of several statements that see one moment. */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.source.transaction('REPEATABLE READ', (tx) => work(new Reader(tx)));
  }

  async close(): Promise<void> {
    await Promise.all([this.source, this.publicSource].filter((s) => s.isInitialized).map((s) => s.destroy()));
  }
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
