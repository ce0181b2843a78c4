import type pg from 'pg';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { logger } from '../log/logger.js';
import { Database } from './database.js';
import { anyOf, poolOf } from './pool.js';
import { prepareStatements } from './prepared.js';
import { Replicas } from './replicas.js';
import type { DatabaseWatch } from './watch.js';

/** How to reach PostgreSQL and which entities it maps. */
export interface ConnectOptions {
  url: string;
  /** Connection of role portal_public; without it the main address with `role` set. */
  publicUrl?: string;
  /** Streaming replicas of it, for anonymous reading. */
  replicaUrls?: readonly string[];
  poolSize: number;
  /** Hot statements as prepared ones; on unless told. */
  prepared?: boolean;
  entities?: MixedList<string | (new () => object) | EntitySchema>;
  /** Cuts the connections when the database is away. */
  watch?: DatabaseWatch;
}

/** Opens both doors. @throws what `pg` throws when the database is away */
export async function connectDatabase({
  url,
  publicUrl,
  replicaUrls = [],
  poolSize,
  prepared = true,
  entities,
  watch,
}: ConnectOptions): Promise<Database> {
  prepareStatements(prepared);
  const source = connectionOf({ url, poolSize, entities });
  const publicSource = connectionOf({ url: publicUrl ?? asPublicRole(url), poolSize });
  await Promise.all([source, publicSource].map((door) => open(door, watch)));
  if (replicaUrls.length === 0) return new Database(source, publicSource);
  const replicas = new Replicas(replicaUrls.map(asPublicRole), poolSize, anyOf(poolOf(publicSource)));
  replicas.start();
  return new Database(source, publicSource, replicas);
}

async function open(source: DataSource, watch: DatabaseWatch | undefined): Promise<void> {
  await source.initialize();
  const pool = poolOf(source);
  // Given back while its statement is still under way (a client-side deadline): what it would answer next is not known.
  pool.on('release', (_error, client) => {
    if ((client as pg.PoolClient & { _activeQuery: unknown })._activeQuery !== null) void client.end();
  });
  watch?.cover(pool);
}

/** The same address with the session's role set by the start-up packet: no statement is spent on it. */
export function asPublicRole(url: string): string {
  const address = new URL(url);
  address.searchParams.set('options', '-c role=portal_public');
  return address.href;
}

/** One door, not yet opened. */
export function connectionOf({ url, poolSize, entities = [] }: Omit<ConnectOptions, 'publicUrl' | 'replicaUrls' | 'prepared'>): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    poolSize,
    synchronize: false,
    installExtensions: false,
    poolErrorHandler: (error: Error) => logger.warn({ error: error.message }, 'idle database connection lost'),
    // The server ends a statement itself; `query_timeout` is for a server that is not there to do so.
    extra: { connectionTimeoutMillis: 5_000, statement_timeout: 30_000, query_timeout: 35_000, keepAlive: true },
  });
}
