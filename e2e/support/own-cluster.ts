import { chmod, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@veche/platform';
import { startPostgres } from '@veche/platform/embedded-postgres';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '../..');

/** A PostgreSQL of one spec's own, to do things to that nobody else would survive. It is supervised: when it dies it comes back. */
export interface OwnCluster {
  url: string;
  dir: string;
  /** fast: clients are cut, as by an administrator; immediate: as by a crash, with recovery afterwards. */
  restart(mode: 'fast' | 'immediate'): void;
  /** Every process of it stands still: connections stay open, and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Resolves when it takes connections and answers. */
  accepts(): Promise<void>;
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

/** Starts it, migrated and empty. Durable, unlike the one that most specs share. */
export async function startCluster(settings: Record<string, string> = {}): Promise<OwnCluster> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'veche-fault-'));
  // As root the server runs under another user, who must reach it.
  await chmod(dir, 0o755);
  const server = await startPostgres({ dir, settings });
  await migrate(server.url, path.join(root, 'migrations'));
  const frozen: number[] = [];
  const cluster: OwnCluster = {
    url: server.url,
    dir,
    restart: (mode) => void process.kill(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    async freeze() {
      // The postmaster first: it makes no more of them then.
      process.kill(server.pid, 'SIGSTOP');
      frozen.push(server.pid, ...(await childrenOf(server.pid)));
      for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    },
    async thaw() {
      for (const pid of frozen.splice(0).reverse()) process.kill(pid, 'SIGCONT');
    },
    async accepts() {
      for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resume) => setTimeout(resume, 10))) {
        const answers = await once(server.url, 'select 1').then(
          () => true,
          () => false,
        );
        if (answers) return;
      }
      throw new Error('PostgreSQL did not come back');
    },
    query: (text, values) => once(server.url, text, values),
    async stop() {
      await cluster.thaw();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
  return cluster;
}

async function childrenOf(parent: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The command in brackets may hold anything; after it come the state and the parent.
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent) found.push(Number(name));
  }
  return found;
}

async function once<T extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<T>(text, values)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
