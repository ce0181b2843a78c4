import { type PlainConnection, identifier, quoted, sql } from '@veche/platform';
import type { Manifest } from './manifest.js';

/** What is left out on purpose: signing in again is a small price for no stolen session that comes back to life. */
const LEFT_OUT = ['session', 'migration'];

/** How its connection is called while it reads, so that others can say for whom they wait. */
export const BACKUP_NAME = 'veche backup';

/** What a database holds at one moment. */
export type Snapshot = Omit<Manifest, 'format' | 'product' | 'version' | 'createdAt' | 'key'>;

/**
 * Opens the one transaction in which everything is read: what was committed before this moment is seen, nothing later, however long
 * the reading takes. It blocks nobody who reads or writes.
 */
export async function beginSnapshot(connection: PlainConnection): Promise<void> {
  const tables = await tablesOf(connection);
  // The locks come before the snapshot: a table that is emptied or rewritten afterwards would look empty in it.
  await connection.run(`begin isolation level repeatable read, read only;
    set local application_name = '${BACKUP_NAME}'; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
    set local row_security = off; set local search_path = public; set local timezone = 'UTC'; set local datestyle = 'ISO';
    set local bytea_output = 'hex'; set local extra_float_digits = 1;
    lock table ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')} in access share mode`);
}

/** Reads the facts of the snapshot that is open. */
export async function readSnapshot(connection: PlainConnection): Promise<Snapshot> {
  const { migrations, postgres, logPosition, deliveries, mails, files } = await connection.row<Facts>(
    sql`select (select json_agg(name order by id) from migration) as migrations, current_setting('server_version') as postgres,
          (select position::float8 from log_head) as "logPosition",
          (select count(*)::integer from undecided_delivery) as deliveries,
          (select count(*)::integer from mail where state = 'waiting') as mails,
          (select count(*)::integer from file) as files`,
  );
  const tables = [];
  for (const table of await tablesOf(connection)) tables.push({ ...table, rows: await countOf(connection, table.name) });
  return {
    ...{ migrations, postgres, logPosition, files, tables },
    undecided: { deliveries, mails },
    sequences: await sequencesOf(connection),
    partitions: await partitionsOf(connection),
  };
}

interface Facts {
  migrations: string[];
  postgres: string;
  logPosition: number;
  deliveries: number;
  mails: number;
  files: number;
}

/**
 * Our tables with the columns that can be written: those of extensions are theirs, generated columns make themselves, unlogged tables
 * (brakes) hold nothing that outlives a crash.
 */
export function tablesOf(connection: PlainConnection): Promise<{ name: string; columns: string[] }[]> {
  return connection.rows(
    sql`select c.relname as name,
          array(select a.attname::text from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence = 'p'
          and c.relname <> all (${LEFT_OUT})
          and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
        order by c.relname`,
  );
}

/** The statement that writes a table's rows as text, its partitions' included. */
export function copyOutOf({ name, columns }: { name: string; columns: string[] }): string {
  return `copy (select ${columns.map(quoted).join(', ')} from public.${quoted(name)}) to stdout`;
}

/** The statement that reads them again. */
export function copyInOf({ name, columns }: { name: string; columns: string[] }): string {
  return `copy public.${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`;
}

async function countOf(connection: PlainConnection, table: string): Promise<number> {
  const { n } = await connection.row<{ n: string }>(sql`select count(*) as n from public.${identifier(table)}`);
  return Number(n);
}

/**
 * Sequences stand outside of transactions: read after the snapshot was taken they are at its values or beyond, and beyond is
 * as good.
 */
async function sequencesOf(connection: PlainConnection): Promise<Manifest['sequences']> {
  const names = await connection.rows<{ name: string }>(
    sql`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
          and not exists (select from pg_depend d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e')
        order by 1`,
  );
  const found = [];
  for (const { name } of names) {
    const state = await connection.row<{ value: string; isCalled: boolean }>(
      sql`select last_value::text as value, is_called as "isCalled" from public.${identifier(name)}`,
    );
    found.push({ name, ...state });
  }
  return found;
}

/** Partitions that a job made ahead: rows must not find themselves in the default one later. */
function partitionsOf(connection: PlainConnection): Promise<Manifest['partitions']> {
  return connection.rows(
    sql`select p.relname as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
        from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
        where p.relnamespace = 'public'::regnamespace and p.relkind = 'p' and c.relispartition and c.relkind = 'r' order by 1, 2`,
  );
}
