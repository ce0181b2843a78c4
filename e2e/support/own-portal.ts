import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type RunningPortal, startPortal } from './portal.js';
import type { Query } from './writers.js';

/** A portal with the PostgreSQL that it brings itself, durable as in life. */
export interface OwnPortal {
  portal: RunningPortal;
  dataDir: string;
  /** Asks its own PostgreSQL; each time anew, so that kills disturb nothing. */
  query: Query;
  close(): Promise<void>;
}

/** As `npm start` on an empty folder, with the demo off. */
export async function startOwnPortal(env: Record<string, string> = {}, folder?: string): Promise<OwnPortal> {
  const dataDir = folder ?? (await emptyFolder());
  const portal = await startPortal({ env: { DATABASE_URL: '', DATA_DIR: dataDir, ...env } });
  return {
    portal,
    dataDir,
    query: (text, values) => queryOwn(dataDir, text, values),
    async close() {
      await portal.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A folder that the unprivileged user of PostgreSQL can reach, too. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'veche-own-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Runs SQL on the PostgreSQL of a folder, while it runs. */
export async function queryOwn<T extends object>(dataDir: string, text: string, values: unknown[] = []): Promise<T[]> {
  const { password, port } = JSON.parse(await readFile(path.join(dataDir, 'postgres.json'), 'utf8')) as { password: string; port: number };
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'veche', password, database: 'veche' });
  await client.connect();
  try {
    return (await client.query(text, values)).rows as T[];
  } finally {
    await client.end();
  }
}
