import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type RunAs, binaries, reachableData, runAs } from './binaries.js';
import { isAlive, withLock } from './lock.js';

export interface StartOptions {
  /** Everything of the cluster lives below it: pgdata/, postgres.json (port and password, 0600), postgres.lock. */
  dir: string;
  database?: string;
  /** Use a server that runs already, and start none. */
  adoptOnly?: boolean;
  /** Server settings over ours. */
  settings?: Record<string, string>;
  /** Told when the server dies without being stopped, after it is up again. */
  onRestart?: () => void;
}

export interface EmbeddedPostgres {
  url: string;
  /** A server that was running already is used and left running. */
  adopted: boolean;
  pid: number;
  /** Fast shutdown: clients are cut, nothing committed is lost. */
  stop(): Promise<void>;
}

const USER = 'veche';
/** A crash under load leaves write-ahead log to replay; the longest seen was 6 s. */
const START_PATIENCE = 60_000;

interface Cluster {
  native: string;
  who: RunAs;
  data: string;
  conf: { password: string; port: number };
  settings: Record<string, string>;
}

/**
 * Starts PostgreSQL 18 from npm packages, or adopts the one that a killed process of ours left running. While this process
 * lives, a server that dies is started again.
 * @returns nothing only when `adoptOnly` finds no server
 */
export async function startPostgres(options: StartOptions & { adoptOnly?: false }): Promise<EmbeddedPostgres>;
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres | undefined>;
export async function startPostgres(options: StartOptions): Promise<EmbeddedPostgres | undefined> {
  const who = runAs();
  const { folder: dir } = await reachableData(path.resolve(options.dir), who);
  if (options.adoptOnly === true && !existsSync(path.join(dir, 'postgres.json'))) return undefined;
  await mkdir(dir, { recursive: true, mode: 0o755 });
  return withLock(path.join(dir, 'postgres.lock'), async () => {
    const cluster = await prepare(dir, who, options.settings ?? {});
    const running = await runningServer(cluster);
    if (running === undefined && options.adoptOnly === true) return undefined;
    const supervised = running === undefined ? await supervise(cluster, options.onRestart) : adopt(cluster, running);
    const database = options.database ?? 'veche';
    await ensureDatabase(addressOf(cluster, 'postgres'), database);
    return Object.assign(supervised, { url: addressOf(cluster, database), adopted: running !== undefined });
  });
}

/** Whether a cluster was ever made for this folder. Looks, and makes nothing. */
export async function holdsCluster(dir: string): Promise<boolean> {
  const { folder } = await reachableData(path.resolve(dir), runAs());
  return existsSync(path.join(folder, 'postgres.json'));
}

async function prepare(dir: string, who: RunAs, settings: Record<string, string>): Promise<Cluster> {
  const native = await binaries(who);
  const data = path.join(dir, 'pgdata');
  const secret = path.join(dir, 'postgres.json');
  if (!existsSync(secret)) {
    // A cluster without its password is a half-made one: the password is written last. It is made beside and then renamed, because
    // the initdb of a killed process goes on writing where it was.
    const fresh = `${data}-${randomBytes(4).toString('hex')}`;
    await mkdir(fresh, { mode: 0o700 });
    if (who.uid !== undefined) await chown(fresh, who.uid, who.gid!);
    const conf = { password: randomBytes(18).toString('base64url'), port: await freePort() };
    await initialise(native, fresh, who, conf.password);
    await rm(data, { recursive: true, force: true });
    await rename(fresh, data);
    await removeHalfMade(dir);
    await writeFile(secret, JSON.stringify(conf), { mode: 0o600 });
  }
  return { native, who, data, settings, conf: JSON.parse(await readFile(secret, 'utf8')) as Cluster['conf'] };
}

/** What killed starts left behind; what one of them still writes to is left for the next time. */
async function removeHalfMade(dir: string): Promise<void> {
  const left = (await readdir(dir)).filter((name) => name.startsWith('pgdata-'));
  await Promise.all(left.map((name) => rm(path.join(dir, name), { recursive: true, force: true }).catch(() => undefined)));
}

async function initialise(native: string, data: string, who: RunAs, password: string): Promise<void> {
  const file = path.join(os.tmpdir(), `veche-${randomBytes(8).toString('hex')}`);
  await writeFile(file, password, { mode: 0o600 });
  if (who.uid !== undefined) await chown(file, who.uid, who.gid!);
  try {
    await finished(
      spawn(
        path.join(native, 'bin/initdb'),
        ['-D', data, '-U', USER, `--pwfile=${file}`, '--auth=scram-sha-256', '--encoding=UTF8', '--no-instructions', '--no-sync',
          '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8'], // prettier-ignore
        { ...who, cwd: path.dirname(data), env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    );
  } finally {
    await rm(file, { force: true });
  }
}

/** The number of a living server of this cluster that answers to our password; it may still be starting up. */
async function runningServer(cluster: Cluster): Promise<number | undefined> {
  const file = path.join(cluster.data, 'postmaster.pid');
  const [pid, , , port] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (pid === undefined || port === undefined || !isAlive(Number(pid))) return undefined;
  cluster.conf.port = Number(port);
  // A living process with that number may be something else after a reboot; then nobody answers on the port.
  return (await answers(addressOf(cluster, 'postgres'), 3_000)) ? Number(pid) : undefined;
}

function adopt(cluster: Cluster, pid: number): Pick<EmbeddedPostgres, 'pid' | 'stop'> {
  return {
    pid,
    async stop() {
      if (isAlive(pid)) process.kill(pid, 'SIGINT');
      while (isAlive(pid) && existsSync(path.join(cluster.data, 'postmaster.pid'))) await new Promise((resume) => setTimeout(resume, 20));
    },
  };
}

async function supervise(cluster: Cluster, onRestart?: () => void): Promise<Pick<EmbeddedPostgres, 'pid' | 'stop'>> {
  let stopping = false;
  let child = await launch(cluster);
  const watch = (): void => {
    child.once('exit', () => {
      if (stopping) return;
      // Its children hold the shared memory for a moment after a kill -9; launch() waits for an answer, so try until it comes.
      const again = async (): Promise<void> => {
        try {
          child = await launch(cluster);
          watch();
          onRestart?.();
        } catch {
          if (!stopping) setTimeout(() => void again(), 500);
        }
      };
      void again();
    });
  };
  watch();
  return {
    get pid() {
      return child.pid!;
    },
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resume) => child.once('exit', resume));
      // Without it the wait below does not keep this process alive.
      child.ref();
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function launch(cluster: Cluster): Promise<ChildProcess> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: cluster.conf.port,
    max_connections: 100,
    shared_buffers: '128MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    shared_preload_libraries: 'pg_stat_statements',
    jit: 'off',
    timezone: 'UTC',
    ...cluster.settings,
  };
  const child = spawn(
    path.join(cluster.native, 'bin/postgres'),
    ['-D', cluster.data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    {
      ...cluster.who,
      cwd: path.dirname(cluster.data),
      // Of its own process group: Ctrl-C reaches us alone, and we stop it after the last request.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' },
    },
  );
  let log = '';
  child.stderr!.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)));
  child.unref();
  const died = new Promise<never>((_ok, fail) =>
    child.once('exit', (code, signal) => fail(new Error(`PostgreSQL stopped (${code ?? signal}):\n${log}`))),
  );
  died.catch(() => undefined);
  if (!(await Promise.race([answers(addressOf(cluster, 'postgres'), START_PATIENCE), died])))
    throw new Error(`PostgreSQL does not answer:\n${log}`);
  return child;
}

async function answers(url: string, patience: number): Promise<boolean> {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      await client.end();
      return true;
    } catch (error) {
      // Not awaited: the end of a connection that was refused is never told.
      void client.end().catch(() => undefined);
      // Somebody else's server on that port, with another password.
      if ((error as { code?: string }).code === '28P01') return false;
    }
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return false;
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

function addressOf({ conf }: Cluster, database: string): string {
  return `postgres://${USER}:${conf.password}@127.0.0.1:${conf.port}/${database}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb: ${code}\n${output}`))));
  });
}
