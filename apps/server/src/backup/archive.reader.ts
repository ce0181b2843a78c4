import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { CONTENTS, type Contents, FORMAT, MANIFEST, type Manifest, contentsSchema, manifestSchema, tableOf } from './manifest.js';

/** One entry of a backup; its bytes must be read before the next one comes. */
export interface Entry {
  name: string;
  bytes: AsyncIterable<Buffer>;
}

/** The file is no backup, or not whole, or not as it was written; `reason` for the words, `detail` names the place. */
export class BrokenBackup extends Error {
  constructor(
    readonly reason: 'unreadable' | 'newer' | 'cut' | 'changed' | 'counts',
    readonly detail = '',
  ) {
    super(`${reason} ${detail}`);
  }
}

/** The entries in their order, in constant memory. @throws BrokenBackup when it is no archive or ends too early */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const source = createReadStream(file, { highWaterMark: 1 << 20 });
  const tar = extract();
  const unzipped = createGunzip();
  // A fault of either ends the reading below with that fault.
  source.on('error', (error) => tar.destroy(error));
  unzipped.on('error', (error) => tar.destroy(error));
  source.pipe(unzipped).pipe(tar as unknown as NodeJS.WritableStream);
  try {
    for await (const entry of broken(tar)) yield { name: entry.header.name, bytes: broken(entry as unknown as AsyncIterable<Buffer>) };
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

/** What goes wrong while reading is the file's fault, unless it is not there at all. */
async function* broken<T>(pieces: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    for await (const piece of pieces) yield piece;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw new BrokenBackup('unreadable', String((error as Error).message));
  }
}

/** Only the first entry. @throws BrokenBackup */
export async function manifestOf(file: string): Promise<Manifest> {
  for await (const { name, bytes } of entriesOf(file)) {
    if (name !== MANIFEST) break;
    return parsedManifest((await wholeOf(bytes)).toString());
  }
  throw new BrokenBackup('unreadable', MANIFEST);
}

/**
 * Reads all of it once: every entry must be there with the bytes that were written, every table with the rows that were counted.
 * @param progress told the bytes of each piece
 * @throws BrokenBackup
 */
export async function verify(
  file: string,
  progress: (bytes: number) => void = () => undefined,
): Promise<{ manifest: Manifest; contents: Contents }> {
  const sha256: Record<string, string> = {};
  const rows: Record<string, number> = {};
  let manifest: Manifest | undefined;
  let contents: Contents | undefined;
  for await (const { name, bytes } of entriesOf(file)) {
    if (name === CONTENTS) {
      contents = parsedContents((await wholeOf(bytes)).toString());
      continue;
    }
    const hash = createHash('sha256');
    const table = tableOf(name);
    const pieces: Buffer[] = [];
    for await (const piece of bytes) {
      hash.update(piece);
      progress(piece.length);
      if (name === MANIFEST) pieces.push(piece);
      if (table !== undefined) rows[table] = (rows[table] ?? 0) + linesIn(piece);
    }
    sha256[name] = hash.digest('hex');
    if (name === MANIFEST) manifest = parsedManifest(Buffer.concat(pieces).toString());
  }
  if (manifest === undefined) throw new BrokenBackup('unreadable', MANIFEST);
  if (contents === undefined) throw new BrokenBackup('cut');
  compare(manifest, contents, sha256, rows);
  return { manifest, contents };
}

/** All bytes of an entry; for small ones. */
export async function wholeOf(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

function parsedManifest(text: string): Manifest {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new BrokenBackup('unreadable', MANIFEST);
  }
  const { format } = found as { format?: unknown };
  if (typeof format === 'number' && format > FORMAT) throw new BrokenBackup('newer', String(format));
  const parsed = manifestSchema.safeParse(found);
  if (!parsed.success) throw new BrokenBackup('unreadable', MANIFEST);
  return parsed.data;
}

function parsedContents(text: string): Contents {
  try {
    return contentsSchema.parse(JSON.parse(text));
  } catch {
    throw new BrokenBackup('changed', CONTENTS);
  }
}

function compare(manifest: Manifest, contents: Contents, sha256: Record<string, string>, rows: Record<string, number>): void {
  for (const name of Object.keys({ ...contents.sha256, ...sha256 }))
    if (contents.sha256[name] !== sha256[name]) throw new BrokenBackup('changed', name);
  for (const { name, rows: counted } of manifest.tables) {
    const found = rows[name] ?? 0;
    if (found !== counted || found !== (contents.rows[name] ?? 0)) throw new BrokenBackup('counts', `${name}: ${found} ≠ ${counted}`);
  }
}

/** COPY's text format writes one row per line; line ends within values are escaped. */
export function linesIn(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
}
