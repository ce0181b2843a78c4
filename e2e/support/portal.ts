import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

const root = path.resolve(import.meta.dirname, '../..');

/** The portal as a process of its own, on a database of its own. */
export interface RunningPortal {
  url: string;
  databaseUrl: string;
  dataDir: string;
  /** Everything it printed. */
  output(): string;
  /** Runs SQL on its database. */
  query<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** kill -9, as life does. */
  kill(): Promise<void>;
  /** Starts again after a kill, on the same database and port. */
  start(): Promise<void>;
  /** Stops it and removes its database. */
  close(): Promise<void>;
}

export interface PortalSettings {
  demo?: boolean;
  env?: Record<string, string>;
}

/** Starts `npm start`'s process with this setting; the database is copied from the run's template. */
export async function startPortal({ demo = false, env = {} }: PortalSettings = {}): Promise<RunningPortal> {
  const cluster = process.env['VECHE_TEST_DATABASE'];
  if (cluster === undefined) throw new Error('No test database: run by `npm test` or `npm run e2e`');
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  await once(cluster, `create database ${name} template veche_template`);
  const address = new URL(cluster);
  address.pathname = `/${name}`;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-e2e-'));
  const pool = new pg.Pool({ connectionString: address.href, max: 3 });
  pool.on('error', () => undefined);
  let child: ChildProcess | undefined;
  let port = '0';
  let output = '';
  const portal: RunningPortal = {
    url: '',
    databaseUrl: address.href,
    dataDir,
    output: () => output,
    query: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) => (await pool.query<T>(text, values)).rows,
    async start() {
      output = '';
      child = processOf({ PORT: port, DATABASE_URL: address.href, DATA_DIR: dataDir, VECHE_DEMO: demo ? 'on' : 'off', ...env });
      portal.url = await addressPrintedBy(
        child,
        (text) => (output += text),
        () => output,
      );
      port = new URL(portal.url).port;
    },
    kill: () => ended(child, 'SIGKILL'),
    async close() {
      await ended(child, 'SIGTERM');
      await pool.end();
      await once(cluster, `drop database ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await portal.start();
  return portal;
}

/** Starts another process on the database and files of a running portal. */
export async function startBeside(
  { databaseUrl, dataDir }: Pick<RunningPortal, 'databaseUrl' | 'dataDir'>,
  env: Record<string, string> = {},
): Promise<Pick<RunningPortal, 'url' | 'close'>> {
  let output = '';
  const child = processOf({ PORT: '0', DATABASE_URL: databaseUrl, DATA_DIR: dataDir, VECHE_DEMO: 'off', ...env });
  const url = await addressPrintedBy(
    child,
    (text) => (output += text),
    () => output,
  );
  return { url, close: () => ended(child, 'SIGTERM') };
}

function processOf(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [path.join(root, 'apps/server/dist/main.js')], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function addressPrintedBy(child: ChildProcess, keep: (text: string) => void, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      keep(chunk.toString());
      const url = /Veche is at (\S+)/.exec(output())?.[1];
      // The greeting is printed in one piece; what follows the address is there too.
      if (url !== undefined) resolve(url.replace('127.0.0.1', 'localhost'));
    };
    child.stdout!.on('data', look);
    child.stderr!.on('data', look);
    child.once('exit', (code, signal) => reject(new Error(`the portal stopped (${code ?? signal}):\n${output()}`)));
  });
}

async function ended(child: ChildProcess | undefined, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
