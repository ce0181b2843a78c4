import { logger } from '@veche/platform';
import { createAdapter as overPostgres } from '@socket.io/postgres-adapter';
import pg from 'pg';
import type { LiveServer } from './live-socket.js';

/** One connection is held by LISTEN; the rest is for what is said. */
const CONNECTIONS = 4;

/** How processes reach each other's sockets. */
export interface Cluster {
  close(): Promise<void>;
}

/**
 * Joins this process with the others: through Redis Streams with an address of one, else through PostgreSQL. It carries what is said
 * about sockets (close those of a session), never what they are told: that comes to each process from the log.
 */
export async function joinCluster(io: LiveServer, databaseUrl: string, redisUrl: string | undefined): Promise<Cluster> {
  return redisUrl === undefined ? throughPostgres(io, databaseUrl) : throughRedis(io, redisUrl);
}

function throughPostgres(io: LiveServer, connectionString: string): Cluster {
  const pool = new pg.Pool({ connectionString, max: CONNECTIONS, connectionTimeoutMillis: 5_000 });
  pool.on('error', lost);
  // The adapter keeps one and listens to no error of it: unheard, the loss of the database would end this process.
  pool.on('connect', (client) => client.on('error', lost));
  io.adapter(overPostgres(pool, { errorHandler: lost }));
  return { close: () => pool.end() };
}

async function throughRedis(io: LiveServer, url: string): Promise<Cluster> {
  // Loaded where it is wanted: most installations have no Redis, and its client costs some megabytes.
  const [{ createClient }, { createAdapter: overRedis }] = await Promise.all([import('redis'), import('@socket.io/redis-streams-adapter')]);
  const client = createClient({ url, socket: { reconnectStrategy: (tries) => Math.min(5_000, 100 * 2 ** tries) } });
  client.on('error', lost);
  // Away when we start: it is tried again, and this process is alone until then.
  void client.connect().catch(lost);
  io.adapter(overRedis(client, { streamName: 'veche-sockets', onlyPlaintext: true }));
  return {
    close: async () => client.destroy(),
  };
}

function lost(error: Error): void {
  logger.warn({ error: error.message }, 'the connection between processes for sockets is away');
}
