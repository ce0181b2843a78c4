import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Brakes, type Config, ConfigError, Database, DatabaseWatch, connectDatabase, migrate } from '@veche/platform';
import { type EmbeddedPostgres, startPostgres } from '@veche/platform/embedded-postgres';
import { allEntities } from './entities.js';

/** What must be there before Nest starts. */
export interface Foundation {
  config: Config;
  database: Database;
  brakes: Brakes;
  watch: DatabaseWatch;
  databaseUrl: string;
  /** Names of the migrations that this build brings. */
  migrations: string[];
  /** Names of the migrations that this start ran. */
  migrated: string[];
  /** Closes connections; stops the embedded PostgreSQL if that is this process's to do. */
  close(): Promise<void>;
}

/**
 * What a process is to the embedded PostgreSQL (decision 29): the portal in one process keeps it, and stops it; a command borrows it,
 * or starts it for as long as it works; a single role never starts it, since several do not know of each other.
 */
export type Custody = 'keep' | 'borrow' | 'join';

/** Folder of the migrations, beside apps/ and libs/. */
export const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../migrations');

/** Opens the database (the embedded one, or DATABASE_URL), brings it up to date and connects. */
export async function layFoundation(config: Config, custody: Custody): Promise<Foundation> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o755 });
  const embedded = config.DATABASE_URL === undefined ? await embeddedFor(config, custody) : undefined;
  const databaseUrl = config.DATABASE_URL ?? embedded!.url;
  const stop = async (): Promise<void> => {
    if (custody === 'keep' || (custody === 'borrow' && embedded?.adopted === false)) await embedded?.stop();
  };
  try {
    const migrated = await migrate(databaseUrl, MIGRATIONS);
    const watch = new DatabaseWatch(databaseUrl);
    const database = await connectDatabase({
      watch,
      url: databaseUrl,
      ...(config.DATABASE_PUBLIC_URL !== undefined && { publicUrl: config.DATABASE_PUBLIC_URL }),
      replicaUrls: config.DATABASE_REPLICA_URLS,
      poolSize: config.DATABASE_POOL,
      prepared: config.DATABASE_PREPARED,
      entities: allEntities(),
    });
    const brakes = new Brakes(databaseUrl, watch);
    watch.start();
    const close = async (): Promise<void> => {
      await watch.stop();
      await Promise.all([database.close(), brakes.close()]);
      await stop();
    };
    return { config, database, brakes, watch, databaseUrl, migrations: await migrationNames(), migrated, close };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As the table `migration` knows them. */
async function migrationNames(): Promise<string[]> {
  const files = (await readdir(MIGRATIONS)).map((file) => /^(\d{13})-([a-z-]+)\.sql$/.exec(file));
  return files.flatMap((found) => (found === null ? [] : [`${found[2]}-${found[1]}`]));
}

async function embeddedFor({ dataDir }: Config, custody: Custody): Promise<EmbeddedPostgres> {
  const found = await startPostgres({ dir: dataDir, adoptOnly: custody === 'join' });
  if (found !== undefined) return found;
  throw new ConfigError([`DATABASE_URL: a single role needs it, or the PostgreSQL that \`npm start\` runs in ${dataDir}`]);
}
