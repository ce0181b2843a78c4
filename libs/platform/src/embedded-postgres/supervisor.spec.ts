import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { eventually } from '../testing/eventually.js';
import { isAlive } from './lock.js';
import { type EmbeddedPostgres, startPostgres } from './supervisor.js';

const BUILT = path.resolve(import.meta.dirname, '../../dist/embedded-postgres/index.js');
const settings = { shared_buffers: '16MB', max_connections: '20' };

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'veche-supervisor-'));
  await chmod(dir, 0o755);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server and then does nothing more. */
function processThatStarts(folder: string): { child: ChildProcess; started: Promise<{ url: string; pid: number }> } {
  const script = `import { startPostgres } from ${JSON.stringify(BUILT)};
    const { url, pid } = await startPostgres(${JSON.stringify({ dir: folder, settings })});
    process.stdout.write(JSON.stringify({ url, pid }) + '\\n');
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const started = new Promise<{ url: string; pid: number }>((resolve, reject) => {
    child.stdout!.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as { url: string; pid: number }));
    child.once('exit', () => reject(new Error('it ended')));
  });
  return { child, started };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('the supervised PostgreSQL', () => {
  let server: EmbeddedPostgres | undefined;
  afterAll(() => server?.stop());

  it('that was killed with its process while it was being made is made anew', async () => {
    const folder = path.join(dir, 'half-made');
    const { child, started } = processThatStarts(folder);
    started.catch(() => undefined);
    // Its initdb is at work, and goes on after the kill.
    await eventually(async () => (await readdir(folder)).some((name) => name.startsWith('pgdata-')));
    await kill(child);
    const second = await startPostgres({ dir: folder, settings });
    try {
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      await second.stop();
    }
  });

  it('outlives a kill -9 of its process, and is adopted with everything that was committed', async () => {
    const { child, started } = processThatStarts(path.join(dir, 'town'));
    const { url, pid } = await started;
    await query(url, 'create table kept as select 7 as n');
    await kill(child);
    expect(isAlive(pid)).toBe(true);
    const adopted = await startPostgres({ dir: path.join(dir, 'town'), settings });
    expect(adopted).toMatchObject({ adopted: true, pid, url });
    expect(await query(adopted.url, 'select n from kept')).toEqual([{ n: 7 }]);
    await adopted.stop();
    // Where nobody collects orphans its number stays taken, so not that it is gone but that it answers no more.
    await expect(query(url, 'select 1')).rejects.toThrow();
  });

  it('is started once when two ask at the same moment', async () => {
    const both = await Promise.all([1, 2].map(() => startPostgres({ dir: path.join(dir, 'town'), settings })));
    expect(both.map(({ adopted }) => adopted).sort()).toEqual([false, true]);
    expect(both[0]!.pid).toBe(both[1]!.pid);
    server = both.find(({ adopted }) => !adopted);
  });

  it('is up again after a kill -9 of itself, at the same address, with everything that was committed', async () => {
    const before = server!.pid;
    await query(server!.url, 'insert into kept values (8)');
    process.kill(before, 'SIGKILL');
    const found = await eventually(async () => server!.pid !== before && query(server!.url, 'select n from kept order by n'), 60_000);
    expect(found).toEqual([{ n: 7 }, { n: 8 }]);
  });

  it('is up again after a second kill, and not after it was stopped', async () => {
    const before = server!.pid;
    process.kill(before, 'SIGKILL');
    await eventually(async () => server!.pid !== before && query(server!.url, 'select 1'), 60_000);
    const { pid, url } = server!;
    await server!.stop();
    expect(isAlive(pid)).toBe(false);
    await expect(query(url, 'select 1')).rejects.toThrow();
    const again = await startPostgres({ dir: path.join(dir, 'town'), settings });
    expect(again.adopted).toBe(false);
    expect(await query(again.url, 'select count(*)::integer as n from kept')).toEqual([{ n: 2 }]);
    await again.stop();
  });

  it('keeps its password where only its owner reads it, and listens on this machine alone', async () => {
    expect((await stat(path.join(dir, 'town', 'postgres.json'))).mode & 0o777).toBe(0o600);
    const again = await startPostgres({ dir: path.join(dir, 'town'), settings });
    try {
      expect(await query(again.url, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
      const wrong = new URL(again.url);
      wrong.password = 'wrong';
      await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    } finally {
      await again.stop();
    }
  });
});
