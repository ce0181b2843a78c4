import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { isId } from '../ids/ids.js';

/** Bytes of pictures that are asked for again and again stay in memory up to this. */
const KEPT = 16 * 1024 * 1024;

/** Where the bytes of uploads are; the rows are community's. A folder for now, any S3-compatible store later. */
export class FileStore {
  private readonly folder: string;
  /** What an id means never changes. */
  private readonly kept = new LRUCache<string, Buffer>({ maxSize: KEPT, sizeCalculation: ({ length }) => Math.max(1, length) });
  private readonly reading = new Map<string, Promise<Buffer>>();

  constructor(config: { dataDir: string }) {
    this.folder = path.join(config.dataDir, 'files');
  }

  /**
   * Whole or not at all: written beside, then renamed. When this returns, bytes and name are on the disk: the text that shows the file is
   * committed afterwards, and must not outlive it when the power fails.
   */
  async put(id: string, bytes: Buffer): Promise<void> {
    const file = this.pathOf(id);
    const folder = path.dirname(file);
    const firstMade = await mkdir(folder, { recursive: true });
    await writeFile(`${file}.part`, bytes, { flush: true });
    await rename(`${file}.part`, file);
    await flushFolder(folder);
    // A folder's own name is kept by the one above; `firstMade` is the uppermost that was missing.
    if (firstMade !== undefined)
      for (let made = folder; made.length >= firstMade.length; made = path.dirname(made)) await flushFolder(path.dirname(made));
  }

  /** The bytes as a stream; it errors with ENOENT when they are gone. */
  read(id: string): Readable {
    return createReadStream(this.pathOf(id));
  }

  /**
   * The bytes in one piece, the same for all who ask: two thousand who take them slowly hold one copy. Not to be changed.
   * @throws ENOENT when they are gone
   */
  async whole(id: string): Promise<Buffer> {
    const file = this.pathOf(id);
    const known = this.kept.get(id) ?? this.reading.get(id);
    if (known !== undefined) return known;
    const reading = readFile(file);
    this.reading.set(id, reading);
    try {
      const bytes = await reading;
      // Unless it was removed meanwhile.
      if (this.reading.get(id) === reading) this.kept.set(id, bytes);
      return bytes;
    } finally {
      if (this.reading.get(id) === reading) this.reading.delete(id);
    }
  }

  /** How many bytes are there; undefined when the file is not. */
  async sizeOf(id: string): Promise<number | undefined> {
    return stat(this.pathOf(id)).then(
      ({ size }) => size,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      },
    );
  }

  async remove(id: string): Promise<void> {
    const file = this.pathOf(id);
    this.kept.delete(id);
    this.reading.delete(id);
    await rm(file, { force: true });
  }

  private pathOf(id: string): string {
    if (!isId(id)) throw new Error('a file is asked for by what is no id');
    // The id is a UUID of ours; the last two digits are random and spread the folders evenly.
    return path.join(this.folder, id.slice(-2), id);
  }
}

/** Puts the names in a folder on the disk; a new name is in memory alone until then. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
