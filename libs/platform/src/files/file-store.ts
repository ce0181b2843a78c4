import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { isId } from '../ids/ids.js';

/** Where the bytes of uploads are; the rows are community's. A folder for now, any S3-compatible store later. */
export class FileStore {
  private readonly folder: string;

  constructor(config: { dataDir: string }) {
    this.folder = path.join(config.dataDir, 'files');
  }

  /** Whole or not at all: written beside, then renamed. */
  async put(id: string, bytes: Buffer): Promise<void> {
    const file = this.pathOf(id);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(`${file}.part`, bytes);
    await rename(`${file}.part`, file);
  }

  /** The bytes as a stream; it errors with ENOENT when they are gone. */
  read(id: string): Readable {
    return createReadStream(this.pathOf(id));
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
    await rm(this.pathOf(id), { force: true });
  }

  private pathOf(id: string): string {
    if (!isId(id)) throw new Error('a file is asked for by what is no id');
    // The id is a UUID of ours; the last two digits are random and spread the folders evenly.
    return path.join(this.folder, id.slice(-2), id);
  }
}
