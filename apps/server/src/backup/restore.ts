import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FileStore, type PlainConnection, identifier, keyFileOf, migrate, migrationFiles, quoted, sql } from '@veche/platform';
import { entriesOf, verify, wholeOf } from './archive.reader.js';
import { type Contents, type Manifest, entryOf, fileOf, tableOf } from './manifest.js';
import { copyInOf } from './snapshot.js';
import { type Occupied, clear, emptyTables, lower, migrationsOf, occupationOf, raise } from './target.js';

/** Why nothing was restored. */
export class RestoreRefused extends Error {
  constructor(
    readonly reason: Occupied | 'files' | 'newer-schema' | 'owner',
    readonly detail = '',
  ) {
    super(`${reason} ${detail}`);
  }
}

export interface RestoreTarget {
  url: string;
  open(): Promise<PlainConnection>;
  files: FileStore;
  dataDir: string;
  /** Folder of our migrations. */
  migrations: string;
  /** The key is given by VECHE_SECRET_KEY, so no file is written. */
  hasKeyOfItsOwn: boolean;
}

export interface RestoreOptions {
  /** What is there may go. */
  replace?: boolean;
  /** Nothing leaves the restored portal: connections are paused and mails that wait are withheld. */
  paused?: boolean;
  progress?: RestoreProgress;
}

/** What a long restore tells. */
export interface RestoreProgress {
  verifying(): void;
  begin(total: number): void;
  advance(by: number): void;
  /** Foreign keys are checked, statistics are made. */
  checking(): void;
}

export interface RestoreResult {
  manifest: Manifest;
  contents: Contents;
  /** Names of newer migrations that ran afterwards. */
  migrated: string[];
}

/**
 * Brings a backup back into an empty database and folder. All rows come in one transaction: killed in the middle it leaves an
 * empty database, and running it again restores. @throws BrokenBackup, RestoreRefused
 */
export async function restore(file: string, target: RestoreTarget, options: RestoreOptions = {}): Promise<RestoreResult> {
  const { progress, replace = false } = options;
  progress?.verifying();
  const { manifest, contents } = await verify(file);
  const known = migrationFiles(target.migrations).map(({ name }) => name);
  const last = manifest.migrations.at(-1)!;
  const unknown = manifest.migrations.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new RestoreRefused('newer-schema', unknown);
  await makeRoom(target, manifest, replace);
  await migrate(target.url, target.migrations, { upTo: last });
  progress?.begin(manifest.tables.reduce((sum, { rows }) => sum + rows, manifest.files));
  await withUnfinishedMark(target.dataDir, async () => {
    await restoreFiles(file, target, progress);
    await restoreRows(file, target, manifest, options);
  });
  return { manifest, contents, migrated: await migrate(target.url, target.migrations) };
}

/** Refuses what is not empty, or empties it when told to; a schema that is newer than the backup's is made anew. */
async function makeRoom(target: RestoreTarget, manifest: Manifest, replace: boolean): Promise<void> {
  const connection = await target.open();
  try {
    const occupied = await occupationOf(connection);
    if (occupied === 'connected' || (occupied !== undefined && !replace)) throw new RestoreRefused(occupied);
    if (!replace && !existsSync(unfinishedMark(target.dataDir)) && (await holdsFiles(target.dataDir))) throw new RestoreRefused('files');
    const there = await migrationsOf(connection);
    const isAhead = there.some((name) => !manifest.migrations.includes(name));
    if (occupied !== undefined || isAhead)
      await clear(connection).catch((error: unknown) => {
        throw new RestoreRefused('owner', String((error as Error).message));
      });
    if (replace) await rm(path.join(target.dataDir, 'files'), { recursive: true, force: true });
  } finally {
    await connection.close();
  }
}

/** While it is there the folder is half restored: `veche doctor` says so, and a restore may go over it again. */
export function unfinishedMark(dataDir: string): string {
  return path.join(dataDir, 'restore.unfinished');
}

async function withUnfinishedMark(dataDir: string, work: () => Promise<void>): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(unfinishedMark(dataDir), '');
  await work();
  await rm(unfinishedMark(dataDir), { force: true });
}

async function holdsFiles(dataDir: string): Promise<boolean> {
  const folder = path.join(dataDir, 'files');
  if (!existsSync(folder)) return false;
  return (await readdir(folder, { recursive: true, withFileTypes: true })).some((entry) => entry.isFile());
}

/** Files come before rows: bytes without a row harm nobody, a text without its picture does. */
async function restoreFiles(file: string, target: RestoreTarget, progress: RestoreProgress | undefined): Promise<void> {
  for await (const { name, bytes } of entriesOf(file)) {
    const id = fileOf(name);
    const whole = id !== undefined || name === entryOf.key ? await wholeOf(bytes) : undefined;
    if (whole === undefined) for await (const _ of bytes);
    else if (id === undefined) await restoreKey(target, whole.toString());
    else {
      await target.files.put(id, whole);
      progress?.advance(1);
    }
  }
}

/** An empty portal's key has sealed nothing; it is kept beside nonetheless. */
async function restoreKey({ dataDir, hasKeyOfItsOwn }: RestoreTarget, key: string): Promise<void> {
  const file = keyFileOf(dataDir);
  if (hasKeyOfItsOwn || (existsSync(file) && (await readFile(file, 'utf8')).trim() === key)) return;
  if (existsSync(file)) await rename(file, `${file}.before-restore`);
  await writeFile(file, key, { mode: 0o600 });
}

async function restoreRows(file: string, target: RestoreTarget, manifest: Manifest, options: RestoreOptions): Promise<void> {
  const connection = await target.open();
  try {
    await connection.run(`begin; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
      set local search_path = public; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local maintenance_work_mem = '128MB'`);
    const barriers = await lower(connection);
    await emptyTables(connection);
    await makePartitions(connection, manifest);
    await load(file, connection, manifest, options.progress);
    options.progress?.checking();
    await raise(connection, barriers);
    await insistOnCounts(connection, manifest);
    // A page that somebody keeps of the portal's lost days must not count as fresh when its version comes again.
    await connection.run('update site set version = version + 1000000');
    if (options.paused === true) await holdBack(connection);
    for (const { name, value, isCalled } of manifest.sequences)
      await connection.rows(sql`select setval(${`public.${quoted(name)}`}::regclass, ${value}::bigint, ${isCalled})`);
    await connection.run('commit');
    await connection.run('analyze');
  } finally {
    await connection.close();
  }
}

async function makePartitions(connection: PlainConnection, { partitions }: Manifest): Promise<void> {
  for (const { parent, name, bound } of partitions)
    await connection.run(`create table if not exists public.${quoted(name)} partition of public.${quoted(parent)} ${bound}`);
}

async function load(file: string, connection: PlainConnection, manifest: Manifest, progress: RestoreProgress | undefined): Promise<void> {
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  for await (const { name, bytes } of entriesOf(file)) {
    const table = tables.get(tableOf(name) ?? '');
    if (table === undefined) {
      for await (const _ of bytes);
      continue;
    }
    const taken = await copyIn(connection, copyInOf(table), bytes);
    progress?.advance(taken);
  }
}

/** @returns how many rows it took */
async function copyIn(connection: PlainConnection, statement: string, bytes: AsyncIterable<Buffer>): Promise<number> {
  const into = connection.copyIn(statement);
  await pipeline(Readable.from(bytes, { objectMode: false }), into);
  return into.rowCount;
}

async function insistOnCounts(connection: PlainConnection, { tables }: Manifest): Promise<void> {
  for (const { name, rows } of tables) {
    const { n } = await connection.row<{ n: string }>(sql`select count(*) as n from public.${identifier(name)}`);
    if (Number(n) !== rows) throw new Error(`${name} has ${n} rows and should have ${rows}`);
  }
}

/** For a drill beside the portal that lives: neither the CRM nor anybody's mailbox hears of it. */
async function holdBack(connection: PlainConnection): Promise<void> {
  await connection.run(`update crm_connection set state = 'paused' where state <> 'paused';
    update mail set state = 'withheld', decided_at = now() where state = 'waiting'`);
}
