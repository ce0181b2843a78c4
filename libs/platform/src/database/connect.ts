import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { logger } from '../log/logger.js';
import { Database } from './database.js';

/** How to reach PostgreSQL and which entities it maps. */
export interface ConnectOptions {
  url: string;
  /** Connection of role portal_public; without it the main address with `role` set. */
  publicUrl?: string;
  poolSize: number;
  entities?: MixedList<string | (new () => object) | EntitySchema>;
}

/** Opens both doors. @throws what `pg` throws when the database is away */
export async function connectDatabase({ url, publicUrl, poolSize, entities }: ConnectOptions): Promise<Database> {
  const source = connectionOf({ url, poolSize, entities });
  const publicSource = connectionOf({ url: publicUrl ?? asPublicRole(url), poolSize });
  await Promise.all([source.initialize(), publicSource.initialize()]);
  return new Database(source, publicSource);
}

/** The same address with the session's role set by the start-up packet: no statement is spent on it. */
export function asPublicRole(url: string): string {
  const address = new URL(url);
  address.searchParams.set('options', '-c role=portal_public');
  return address.href;
}

/** One door, not yet opened. */
export function connectionOf({ url, poolSize, entities = [] }: Omit<ConnectOptions, 'publicUrl'>): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    entities,
    poolSize,
    synchronize: false,
    installExtensions: false,
    poolErrorHandler: (error: Error) => logger.warn({ error: error.message }, 'idle database connection lost'),
    extra: { connectionTimeoutMillis: 5_000, statement_timeout: 30_000 },
  });
}
