import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Pack, pack } from 'tar-stream';

/** Writes one tar in gzip, entry by entry, with what is needed to prove later that every byte is as it was. */
export class ArchiveWriter {
  /** SHA-256 of each entry so far. */
  readonly sha256: Record<string, string> = {};
  private readonly tar: Pack = pack();
  private readonly written: Promise<void>;
  private readonly partial: string;

  /** @param file where it is to be in the end; until then it is `<file>.partial` */
  constructor(private readonly file: string) {
    this.partial = partialOf(file);
    // Texts shrink to a fifth on any level; the higher ones cost three times the time for a tenth.
    this.written = pipeline(this.tar, createGzip({ level: 4 }), createWriteStream(this.partial, { mode: 0o600 }));
    this.written.catch(() => undefined);
  }

  /** Resolves when there is room for more, so that never more than one entry is in memory. */
  async add(name: string, bytes: Buffer): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.tar.entry({ name, size: bytes.length, mode: 0o600, type: 'file' }, bytes, (error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      // A full disk ends the whole chain; its own words say more than those of the entry that was cut off.
      await this.written;
      throw error;
    }
    this.sha256[name] = createHash('sha256').update(bytes).digest('hex');
  }

  /** Everything is on the disk, still under its partial name. */
  async finish(): Promise<string> {
    this.tar.finalize();
    await this.written;
    await flush(this.partial);
    return this.partial;
  }

  /** Gives it its name, for good. */
  async publish(): Promise<void> {
    await rename(this.partial, this.file);
    await flush(path.dirname(this.file));
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    this.tar.destroy();
    await this.written.catch(() => undefined);
    await rm(this.partial, { force: true });
  }
}

/** The name of a backup that is not whole yet. */
export function partialOf(file: string): string {
  return `${file}.partial`;
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r');
  await handle.sync().finally(() => handle.close());
}
