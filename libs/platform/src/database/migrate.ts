import { setTimeout as pause } from 'node:timers/promises';
import { runMigrations as migrateJobs } from 'graphile-worker';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { logger } from '../log/logger.js';
import { codeOf } from './database.js';
import { sqlMigrations } from './migration-files.js';

/** Any constant does, as long as nobody else in this database uses it. */
const MIGRATION_LOCK = 7_300_001;
/** Whoever waits for a lock makes everybody who comes later wait behind; so a migration gives up sooner than a person would notice. */
const LOCK_PATIENCE = '200ms';
/** PostgreSQL's codes for "did not get the lock": timed out, or chosen to end a deadlock. */
const NOT_GOT = new Set(['55P03', '40P01']);
/** With the pauses below: about ten minutes of asking. */
const TRIES = 300;

export interface MigrateOptions {
  /** Name of the last migration to run; without it all. For restoring what an older version wrote. */
  upTo?: string;
  /** How long a migration may wait for a lock, in PostgreSQL's notation. */
  lockPatience?: string;
}

/**
 * Brings the database to the newest schema: our SQL files and the job queue's own. Several processes may call it at once:
 * an advisory lock lets one work and the others wait. Beside a portal that serves and writes it asks for its locks again and again
 * instead of standing in front of the traffic.
 * @returns names of the migrations that ran
 */
export async function migrate(url: string, folder: string, { upTo, lockPatience = LOCK_PATIENCE }: MigrateOptions = {}): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url });
  // Lost with its connection; PostgreSQL gives the lock back, and the migrations say for themselves what became of them.
  lock.on('error', (error) => logger.warn({ error: error.message }, 'lost the connection that holds the migration lock'));
  await lock.connect();
  try {
    await untilHeld(lock);
    await requireRoleRights(lock);
    const source = await new DataSource({
      type: 'postgres',
      url,
      migrations: sqlMigrations(folder, { upTo, lockPatience }),
      migrationsTableName: 'migration',
      installExtensions: false,
      // Its own would print each lock that was not got.
      logger: 'debug',
      poolSize: 1,
    }).initialize();
    try {
      const ran = await untilLocksAreGot(source);
      await migrateJobs({ connectionString: url });
      return ran;
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

/**
 * Asks again and again instead of waiting inside a statement: an index that is made `concurrently` waits until every statement that was
 * under way has ended, so whoever waits like that for the migrations would make them wait for it.
 */
async function untilHeld(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [MIGRATION_LOCK]);
    if (rows[0]!.held) return;
    await pause(50 + 100 * Math.random());
  }
}

/** Each migration that is done stays done, so trying again goes on where the lock was missing. */
async function untilLocksAreGot(source: DataSource): Promise<string[]> {
  const before = await namesRun(source);
  for (let nth = 1; ; nth += 1) {
    try {
      await source.runMigrations({ transaction: 'each' });
      return (await namesRun(source)).filter((name) => !before.includes(name));
    } catch (error) {
      if (!NOT_GOT.has(codeOf(error) ?? '') || nth === TRIES) throw error;
      logger.info({ nth }, 'a migration did not get its lock and asks again');
      // Longer and longer up to 3 s, never in step with something that takes the lock by the clock.
      await pause(Math.min(3_000, 100 * nth) * (0.5 + Math.random()));
    }
  }
}

/** In the order in which they ran. */
async function namesRun(source: DataSource): Promise<string[]> {
  const [there] = await source.query<{ there: boolean }[]>(`select to_regclass('migration') is not null as there`);
  if (there?.there !== true) return [];
  const rows = await source.query<{ name: string }[]>('select name from migration order by id');
  return rows.map(({ name }) => name);
}

/** Where our user can neither make the role of anonymous reading nor act as it, say what the administrator must run. */
async function requireRoleRights(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean; may: boolean; member: boolean; user: string }>(
    `select exists (select from pg_roles where rolname = 'portal_public') as exists,
            (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as may,
            coalesce((select pg_has_role(current_user, oid, 'MEMBER') from pg_roles where rolname = 'portal_public'), false) as member,
            current_user as user`,
  );
  const { exists, may, member, user } = rows[0]!;
  if (exists ? member : may) return;
  // Since PostgreSQL 16 who may make roles may not give away those that others made; before, it may.
  const grant = `grant portal_public to ${client.escapeIdentifier(user)};`;
  if (may && (await client.query(grant).then(() => true, () => false))) return; // prettier-ignore
  throw new MissingRole(
    `The database user ${user} may not ${exists ? 'act as the role portal_public' : 'create roles'}. As an administrator of this PostgreSQL run, then start again:\n` +
      `${exists ? '' : '  create role portal_public nologin noinherit;\n'}  ${grant}`,
  );
}

/** The one thing about a database that only its administrator can mend; the message holds the SQL. */
export class MissingRole extends Error {}
