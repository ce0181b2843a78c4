import { runMigrations as migrateJobs } from 'graphile-worker';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { logger } from '../log/logger.js';

/** Any constant does, as long as nobody else in this database uses it. */
const MIGRATION_LOCK = 7_300_001;

/**
 * Brings the database to the newest schema: our SQL files and the job queue's own. Several processes may call it at once:
 * an advisory lock lets one work and the others wait.
 * @returns names of the migrations that ran
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url });
  // Lost with its connection; PostgreSQL gives the lock back, and the migrations say for themselves what became of them.
  lock.on('error', (error) => logger.warn({ error: error.message }, 'lost the connection that holds the migration lock'));
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await requireRoleRights(lock);
    const source = await new DataSource({
      type: 'postgres',
      url,
      migrations: sqlMigrations(folder),
      migrationsTableName: 'migration',
      installExtensions: false,
      poolSize: 1,
    }).initialize();
    try {
      const ran = await source.runMigrations({ transaction: 'each' });
      await migrateJobs({ connectionString: url });
      return ran.map(({ name }) => name);
    } finally {
      await source.destroy();
    }
  } finally {
    await lock.end();
  }
}

/** Each `<13 digits>-<intent>.sql` as a TypeORM migration. They only go forward: a mistake is mended by the next one. */
function sqlMigrations(folder: string): (new () => MigrationInterface)[] {
  return readdirSync(folder)
    .filter((file) => /^\d{13}-[a-z-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const [timestamp, intent] = [file.slice(0, 13), file.slice(14, -4)];
      return class implements MigrationInterface {
        name = `${intent}-${timestamp}`;
        async up(runner: QueryRunner): Promise<void> {
          await runner.query(readFileSync(path.join(folder, file), 'utf8'));
        }
        async down(): Promise<void> {
          throw new Error('Migrations go forward only');
        }
      };
    });
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
