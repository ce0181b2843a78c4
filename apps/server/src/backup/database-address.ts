import { mkdir } from 'node:fs/promises';
import type { Config } from '@veche/platform';
import { startPostgres } from '@veche/platform/embedded-postgres';

/** Where the database is, for commands that must find it as it is: nothing is migrated, nothing is opened. */
export interface DatabaseAddress {
  url: string;
  isEmbedded: boolean;
  /** Stops an embedded server that was started for this command; one that ran already is left running (decision 29). */
  leave(): Promise<void>;
}

/** DATABASE_URL, or the embedded server, started if it does not run. */
export async function databaseAddress(config: Config): Promise<DatabaseAddress> {
  if (config.DATABASE_URL !== undefined) return { url: config.DATABASE_URL, isEmbedded: false, leave: async () => undefined };
  await mkdir(config.dataDir, { recursive: true, mode: 0o755 });
  const server = await startPostgres({ dir: config.dataDir });
  return { url: server.url, isEmbedded: true, leave: async () => (server.adopted ? undefined : server.stop()) };
}
