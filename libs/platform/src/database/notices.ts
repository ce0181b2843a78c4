import type { EntityManager } from 'typeorm';
import { logger } from '../log/logger.js';
import { type Sql, sql } from './sql.js';

/** After one notice to a channel the next waits this long, in milliseconds, and stands for all that came meanwhile. */
const PAUSE = 15;

const owed = new WeakMap<EntityManager, Set<string>>();

/**
 * Wakes the listeners of a channel once this transaction has been committed, and not if it is rolled back. NOTIFY inside of it would
 * make all writers of the server wait for each other: PostgreSQL holds one lock from there until the commit is on the disk (a third
 * of the votes per second). A notice is lost when the process dies in between; whoever listens looks by the clock too.
 */
export function tellAfter(tx: EntityManager, channel: string): void {
  const channels = owed.get(tx);
  if (channels === undefined) owed.set(tx, new Set([channel]));
  else channels.add(channel);
}

/** The channels that are owed a notice now that this transaction is committed. */
export function owedBy(tx: EntityManager): Iterable<string> {
  return owed.get(tx) ?? [];
}

/** Sends empty notices, few however many are asked for. */
export class Notices {
  /** Channels told a moment ago, and whether they are to be told again. */
  private readonly resting = new Map<string, boolean>();
  private isClosed = false;

  constructor(private readonly send: (statement: Sql) => Promise<unknown>) {}

  /** No more notices: the connections are about to be closed. Whoever listens looks by the clock. */
  close(): void {
    this.isClosed = true;
  }

  tell(channel: string): void {
    if (this.isClosed) return;
    if (this.resting.has(channel)) {
      this.resting.set(channel, true);
      return;
    }
    this.resting.set(channel, false);
    void this.send(sql`select pg_notify(${channel}, '')`)
      .catch((error: unknown) => logger.warn({ channel, error: String(error) }, 'a notice was not sent'))
      .finally(() => setTimeout(() => this.rested(channel), PAUSE).unref());
  }

  private rested(channel: string): void {
    const again = this.resting.get(channel);
    this.resting.delete(channel);
    if (again) this.tell(channel);
  }
}
