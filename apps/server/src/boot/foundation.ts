import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Brakes, type Config, Database, connectDatabase, migrate } from '@veche/platform';
import { startPostgres } from '@veche/platform/embedded-postgres';
import { allEntities } from './entities.js';

/** What must be there before Nest starts. */
export interface Foundation {
  config: Config;
  database: Database;
  brakes: Brakes;
  databaseUrl: string;
  /** Names of the migrations that this start ran. */
  migrated: string[];
  /** Closes connections; stops the embedded PostgreSQL if this process started it. */
  close(): Promise<void>;
}

/** Folder of the migrations, beside apps/ and libs/. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../migrations');

/**
 * Opens the database (the embedded one, or DATABASE_URL), brings it up to date and connects.
 * @param keepRunning leave an embedded server running when closing: the command line does, only the portal itself stops it (decision 29)
 */
export async function layFoundation(config: Config, { keepRunning = false } = {}): Promise<Foundation> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o755 });
  const embedded = config.DATABASE_URL === undefined ? await startPostgres({ dir: config.dataDir }) : undefined;
  const databaseUrl = config.DATABASE_URL ?? embedded!.url;
  const stop = async (): Promise<void> => {
    if (embedded !== undefined && !(keepRunning && embedded.adopted)) await embedded.stop();
  };
  try {
    const migrated = await migrate(databaseUrl, MIGRATIONS);
    const database = await connectDatabase({
      url: databaseUrl,
      ...(config.DATABASE_PUBLIC_URL !== undefined && { publicUrl: config.DATABASE_PUBLIC_URL }),
      poolSize: config.DATABASE_POOL,
      entities: allEntities(),
    });
    const brakes = new Brakes(databaseUrl);
    const close = async (): Promise<void> => {
      await Promise.all([database.close(), brakes.close()]);
      await stop();
    };
    return { config, database, brakes, databaseUrl, migrated, close };
  } catch (error) {
    await stop();
    throw error;
  }
}
