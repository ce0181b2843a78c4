import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What the demonstration remembers of itself: random passwords, and how far the telling of the story came. */
export interface DemoState {
  passwords: Record<string, string>;
  /** Ids of what the story made, by its names. */
  ids: Record<string, string>;
  /** Acts that are done; a killed start goes on from here. */
  done: number;
  complete: boolean;
}

/** `DATA_DIR/demo.json`, readable by its owner alone. */
export class DemoFile {
  private readonly file: string;

  constructor(dataDir: string) {
    this.file = path.join(dataDir, 'demo.json');
  }

  exists(): boolean {
    return existsSync(this.file);
  }

  async read(): Promise<DemoState> {
    return JSON.parse(await readFile(this.file, 'utf8')) as DemoState;
  }

  async write(state: DemoState): Promise<void> {
    await writeFile(`${this.file}.part`, JSON.stringify(state), { mode: 0o600 });
    await rename(`${this.file}.part`, this.file);
  }
}

/** Easy to type, 60 bits. */
export function newPassword(): string {
  const letters = 'abcdefghjkmnpqrstvwxyz23456789';
  const text = Array.from(randomBytes(12), (byte) => letters[byte % letters.length]).join('');
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`;
}
