import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FileStore, type PlainConnection, Secrets, sql } from '@veche/platform';
import { ArchiveWriter } from './archive.writer.js';
import { linesIn, verify } from './archive.reader.js';
import { CONTENTS, type Contents, FORMAT, MANIFEST, type Manifest, entryOf } from './manifest.js';
import { beginSnapshot, copyOutOf, readSnapshot } from './snapshot.js';

/** Rows are gathered into entries of about this many bytes: the most that is in memory. */
const PIECE = 4 << 20;
/** An upload's row is there a moment before its bytes. */
const UPLOAD_PATIENCE = 5_000;
/** Files whose rows are read at once. */
const PAGE = 1_000;

export interface BackupSources {
  connection: PlainConnection;
  files: FileStore;
  secrets: Secrets;
  /** Version of the portal. */
  version: string;
}

export interface BackupOptions {
  /** The key goes along: whoever has the backup can then read every secret in it. */
  withKey?: boolean;
  progress?: BackupProgress;
}

/** What a long backup tells. */
export interface BackupProgress {
  /** Rows and files to come. */
  begin(total: number): void;
  advance(by: number): void;
  /** Everything is written; these bytes are read back. */
  verifying(): void;
}

/** What was written. */
export interface BackupResult {
  manifest: Manifest;
  contents: Contents;
}

/**
 * Writes database and files as they are at this moment into one file, beside a portal that runs and writes. The file has its name only
 * once it is whole, on the disk, and was read back.
 * @throws what PostgreSQL or the disk throw; nothing is left behind then
 */
export async function backUp(file: string, sources: BackupSources, options: BackupOptions = {}): Promise<BackupResult> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  const archive = new ArchiveWriter(file);
  try {
    await write(archive, sources, options);
    const partial = await archive.finish();
    options.progress?.verifying();
    const verified = await verify(partial);
    await archive.publish();
    return verified;
  } catch (error) {
    await archive.discard();
    throw error;
  }
}

async function write(archive: ArchiveWriter, sources: BackupSources, { withKey = false, progress }: BackupOptions): Promise<void> {
  const { connection, secrets, version } = sources;
  await beginSnapshot(connection);
  const manifest: Manifest = {
    ...{ format: FORMAT, product: 'veche', version, createdAt: new Date().toISOString() },
    ...(await readSnapshot(connection)),
    key: { fingerprint: secrets.fingerprint, isIncluded: withKey },
  };
  progress?.begin(manifest.tables.reduce((sum, { rows }) => sum + rows, manifest.files));
  const contents: Contents = { sha256: {}, rows: {}, missingFiles: [] };
  await archive.add(MANIFEST, json(manifest));
  if (withKey) await archive.add(entryOf.key, Buffer.from(secrets.text));
  for (const table of manifest.tables) contents.rows[table.name] = await addTable(archive, connection, table, progress);
  contents.missingFiles = await addFiles(archive, sources, progress);
  await connection.run('commit');
  contents.sha256 = { ...archive.sha256 };
  await archive.add(CONTENTS, json(contents));
}

async function addTable(
  archive: ArchiveWriter,
  connection: PlainConnection,
  table: Manifest['tables'][number],
  progress: BackupProgress | undefined,
): Promise<number> {
  let [rest, pieces, bytes, nth, rows] = [Buffer.alloc(0), [] as Buffer[], 0, 0, 0];
  const flush = async (): Promise<void> => {
    const whole = Buffer.concat([rest, ...pieces]);
    // Cut between two rows, so that each entry can be loaded by itself.
    const end = whole.lastIndexOf(10) + 1;
    [rest, pieces, bytes] = [whole.subarray(end), [], 0];
    if (end === 0) return;
    const lines = linesIn(whole.subarray(0, end));
    await archive.add(entryOf.table(table.name, (nth += 1)), whole.subarray(0, end));
    rows += lines;
    progress?.advance(lines);
  };
  for await (const piece of connection.copyOut(copyOutOf(table)) as AsyncIterable<Buffer>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= PIECE) await flush();
  }
  await flush();
  return rows;
}

/**
 * Bytes of a file never change once they are there, and a file that a text shows is never removed; so copying them after the snapshot
 * copies what the snapshot means. A file without bytes is waited for; then it is an upload that was not acknowledged, or one that no text showed
 * and that was cleared away meanwhile. If a text shows it, it is missing, and that is told.
 * @returns the missing ones
 */
async function addFiles(archive: ArchiveWriter, sources: BackupSources, progress: BackupProgress | undefined): Promise<string[]> {
  const { connection, files } = sources;
  const missing: string[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  const patienceEnds = Date.now() + UPLOAD_PATIENCE;
  for (;;) {
    const page = await connection.rows<{ id: string; isShown: boolean; isFresh: boolean }>(
      sql`select id, topic_id is not null as "isShown", created_at > now() - interval '10 minutes' as "isFresh"
          from public.file where id > ${after} order by id limit ${PAGE}`,
    );
    for (const { id, isShown, isFresh } of page) {
      while (isFresh && (await files.sizeOf(id)) === undefined && Date.now() < patienceEnds) await pause(100);
      const bytes = await bytesOf(files, id);
      if (bytes !== undefined) await archive.add(entryOf.file(id), bytes);
      else if (isShown) missing.push(id);
      progress?.advance(1);
    }
    const last = page.at(-1);
    if (last === undefined) return missing;
    after = last.id;
  }
}

async function bytesOf(files: FileStore, id: string): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of files.read(id)) pieces.push(piece as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return Buffer.concat(pieces);
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** The version that package.json at the root of the product names. */
export async function productVersion(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}
