import pg from 'pg';
import { logger } from '../log/logger.js';
import { isAway } from './away.js';
import { codeOf } from './database.js';
import type { Connection } from './prepared.js';
import { DatabaseWatch } from './watch.js';

/**
 * How often replicas are compared with the primary, and how far one may be behind, in milliseconds. Together with the second for which
 * a list's version is trusted they stay below the promise of two seconds between an act and its page.
 */
const PACE = { every: 250, behind: 500 };
/** A replica ends a statement that stands in the way of what it must replay. */
const CONFLICT = '40001';

interface Replica {
  url: string;
  pool: pg.Pool;
  watch: DatabaseWatch;
  /** The latest moment of whose state it is known to hold everything. */
  freshAt: number;
}

/**
 * Anonymous reading from streaming replicas. A process reads from one of them at a time and each process begins with another, so that
 * a page and the version under which it is kept come from one place; whoever is away or late is left for the next, and without any
 * the primary answers.
 */
export class Replicas implements Connection {
  private readonly replicas: Replica[];
  private current: Replica | undefined;
  private turn: number;
  private changes = 0;
  private marks: { at: number; position: bigint }[] = [];
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param urls as role portal_public
   * @param primary the same role's door to the primary
   */
  constructor(
    urls: readonly string[],
    poolSize: number,
    private readonly primary: Connection,
    private readonly pace = PACE,
  ) {
    this.replicas = urls.map((url) => this.replica(url, poolSize));
    this.turn = process.pid % Math.max(1, urls.length);
  }

  /** Moves whenever another place is read from, be it by one statement: what was read before may be newer than what is read now. */
  get epoch(): number {
    return this.changes;
  }

  start(): void {
    for (const { watch } of this.replicas) watch.start();
    const again = (): void => {
      this.timer = setTimeout(() => void this.compare().finally(() => this.timer !== undefined && again()), this.pace.every).unref();
    };
    again();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.current = undefined;
    await Promise.all(this.replicas.flatMap(({ watch, pool }) => [watch.stop(), pool.end()]));
  }

  async query(statement: Parameters<Connection['query']>[0]): Promise<{ rows: unknown[] }> {
    const { current } = this;
    if (current === undefined) return this.primary.query(statement);
    try {
      return await current.pool.query(statement);
    } catch (error) {
      if (!isAway(error) && codeOf(error) !== CONFLICT) throw error;
      // A version that comes from the primary now must not stand over a page that the replica gives a moment later.
      if (codeOf(error) === CONFLICT) this.changes += 1;
      else this.leave(current);
      return this.primary.query(statement);
    }
  }

  /** Finds out up to which moment each replica holds everything, and who is to be read from. */
  private async compare(): Promise<void> {
    const at = performance.now();
    const position = await positionOf(this.primary, 'pg_current_wal_insert_lsn');
    if (position !== undefined) this.marks = [...this.marks.filter((mark) => at - mark.at < 10 * this.pace.behind), { at, position }];
    await Promise.all(this.replicas.map((replica) => this.measure(replica)));
    if (this.current !== undefined && !this.isUsable(this.current)) this.leave(this.current);
    if (this.current === undefined) this.enter();
  }

  private async measure(replica: Replica): Promise<void> {
    if (replica.watch.isAway) return;
    const replayed = await positionOf(replica.pool, 'pg_last_wal_replay_lsn');
    if (replayed === undefined) return;
    for (const { at, position } of this.marks) if (position <= replayed && at > replica.freshAt) replica.freshAt = at;
  }

  private isUsable({ watch, freshAt }: Replica): boolean {
    return !watch.isAway && performance.now() - freshAt <= this.pace.behind;
  }

  private enter(): void {
    const found = this.replicas.findIndex((_, index) => this.isUsable(this.inTurn(index)));
    if (found === -1) return;
    this.turn += found;
    this.current = this.inTurn(0);
    this.changes += 1;
    logger.info({ replica: hostOf(this.current.url) }, 'anonymous reading from a replica');
  }

  private leave(replica: Replica): void {
    if (this.current !== replica) return;
    this.current = undefined;
    this.changes += 1;
    this.turn += 1;
    logger.warn({ replica: hostOf(replica.url) }, 'a replica is away or late; anonymous reading elsewhere');
  }

  private inTurn(offset: number): Replica {
    return this.replicas[(this.turn + offset) % this.replicas.length]!;
  }

  private replica(url: string, max: number): Replica {
    const pool = new pg.Pool({
      connectionString: url,
      max,
      connectionTimeoutMillis: 1_000,
      statement_timeout: 30_000,
      query_timeout: 35_000,
      keepAlive: true,
    });
    pool.on('error', (error) => logger.warn({ error: error.message }, 'idle connection to a replica lost'));
    const watch = new DatabaseWatch(url);
    watch.cover(pool);
    return { url, pool, watch, freshAt: -Infinity };
  }
}

/** A place in the write-ahead log; undefined when it does not say (away, or no replica at all). */
async function positionOf(
  connection: Connection,
  name: 'pg_current_wal_insert_lsn' | 'pg_last_wal_replay_lsn',
): Promise<bigint | undefined> {
  try {
    const { rows } = await connection.query({ text: `select ${name}()::text as position`, values: [] });
    const [high, low] = ((rows[0] as { position: string | null }).position ?? '').split('/');
    return low === undefined ? undefined : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
  } catch {
    return undefined;
  }
}

function hostOf(url: string): string {
  return new URL(url).host;
}
