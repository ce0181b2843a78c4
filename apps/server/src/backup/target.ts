import { setTimeout as pause } from 'node:timers/promises';
import { type PlainConnection, identifier, quoted, sql } from '@veche/platform';
import { tablesOf } from './snapshot.js';

/** What keeps a database from being restored into. */
export type Occupied = 'portal' | 'foreign' | 'connected';

/**
 * Whether something may be lost or disturbed by a restore: people of a portal, tables that are not ours, or somebody who is at work there.
 * @returns undefined when the database is free
 */
export async function occupationOf(connection: PlainConnection): Promise<Occupied | undefined> {
  if (await hasCompany(connection)) return 'connected';
  const { ours, all } = await connection.row<{ ours: boolean; all: number }>(
    sql`select to_regclass('public.migration') is not null and to_regclass('public.interaction') is not null as ours,
          (select count(*)::integer from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
             and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')) as all`,
  );
  if (!ours) return all === 0 ? undefined : 'foreign';
  for (const table of ['person', 'interaction', 'topic']) {
    const { there } = await connection.row<{ there: boolean }>(sql`select exists (select from public.${identifier(table)}) as there`);
    if (there) return 'portal';
  }
  return undefined;
}

/** Whether somebody else of the same user is connected; one who just left is given a moment to be gone. */
async function hasCompany(connection: PlainConnection): Promise<boolean> {
  for (let patience = 20; ; patience -= 1) {
    const { n } = await connection.row<{ n: number }>(
      sql`select count(*)::integer as n from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and usename = current_user`,
    );
    if (n === 0 || patience === 0) return n > 0;
    await pause(100);
  }
}

/** Names of the migrations that ran there, in their order. */
export async function migrationsOf(connection: PlainConnection): Promise<string[]> {
  const { there } = await connection.row<{ there: boolean }>(sql`select to_regclass('public.migration') is not null as there`);
  if (!there) return [];
  return (await connection.rows<{ name: string }>(sql`select name from public.migration order by id`)).map(({ name }) => name);
}

/** Empties the database of everything that our migrations and the job queue made. @throws when the user does not own the schema */
export async function clear(connection: PlainConnection): Promise<void> {
  await connection.run(`begin; drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public;
    grant usage on schema public to public; commit`);
}

/** What stood in the way of loading rows in any order, and how to bring it back. */
export interface Barriers {
  foreignKeys: { table: string; name: string; definition: string }[];
  triggers: { table: string; name: string; state: string }[];
}

/**
 * Takes foreign keys and triggers away until `raise`, in the transaction of the caller: rows come in any order then, and what triggers would
 * make is among the rows already. Needs no superuser, unlike `session_replication_role`; the owner of the tables may.
 */
export async function lower(connection: PlainConnection): Promise<Barriers> {
  const foreignKeys = await connection.rows<Barriers['foreignKeys'][number]>(
    sql`select r.relname as "table", c.conname as name, pg_get_constraintdef(c.oid) as definition
        from pg_constraint c join pg_class r on r.oid = c.conrelid
        where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conparentid = 0 order by 1, 2`,
  );
  const triggers = await connection.rows<Barriers['triggers'][number]>(
    sql`select r.relname as "table", t.tgname as name, t.tgenabled as state
        from pg_trigger t join pg_class r on r.oid = t.tgrelid
        where r.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgparentid = 0 and t.tgenabled <> 'D' order by 1, 2`,
  );
  for (const { table, name } of foreignKeys) await connection.run(`alter table public.${quoted(table)} drop constraint ${quoted(name)}`);
  for (const { table, name } of triggers) await connection.run(`alter table public.${quoted(table)} disable trigger ${quoted(name)}`);
  return { foreignKeys, triggers };
}

const ENABLE: Record<string, string> = { O: 'enable', A: 'enable always', R: 'enable replica' };

/** Brings them back; every foreign key is checked against all rows, so one that does not hold ends the restore. */
export async function raise(connection: PlainConnection, { foreignKeys, triggers }: Barriers): Promise<void> {
  for (const { table, name, definition } of foreignKeys)
    await connection.run(`alter table public.${quoted(table)} add constraint ${quoted(name)} ${definition}`);
  for (const { table, name, state } of triggers)
    await connection.run(`alter table public.${quoted(table)} ${ENABLE[state]} trigger ${quoted(name)}`);
}

/** Empties all tables of rows that the migrations put there; the backup has its own. */
export async function emptyTables(connection: PlainConnection): Promise<void> {
  const names = (await tablesOf(connection)).map(({ name }) => `public.${quoted(name)}`);
  await connection.run(`truncate ${names.join(', ')}`);
}
