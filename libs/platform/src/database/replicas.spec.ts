import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EmbeddedPostgres, startPostgres } from '../embedded-postgres/index.js';
import { eventually } from '../testing/index.js';
import { connectDatabase } from './connect.js';
import type { Database } from './database.js';
import { migrate } from './migrate.js';
import { sql } from './sql.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../migrations');
const SETTINGS = { wal_level: 'replica', max_wal_senders: '4', fsync: 'off' };
/** Between an act and its page. */
const PROMISE = 2_000;

let folder: string;
let primary: EmbeddedPostgres;
let replica: EmbeddedPostgres;
let db: Database;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'veche-replica-'));
  await chmod(folder, 0o755);
  const [first, second] = [path.join(folder, 'primary'), path.join(folder, 'replica')];
  primary = await startPostgres({ dir: first, settings: SETTINGS });
  await migrate(primary.url, MIGRATIONS);
  // A copy of a server that was stopped is a replica that has everything up to then.
  await primary.stop();
  execFileSync('cp', ['-a', first, second]);
  const conf = JSON.parse(await readFile(path.join(second, 'postgres.json'), 'utf8')) as { port: number };
  await writeFile(path.join(second, 'postgres.json'), JSON.stringify({ ...conf, port: await freePort() }));
  await writeFile(path.join(second, 'pgdata/standby.signal'), '');
  await chmod(path.join(second, 'pgdata/standby.signal'), 0o644);
  primary = await startPostgres({ dir: first, settings: SETTINGS });
  const { hostname, port, username, password } = new URL(primary.url);
  const conninfo = `host=${hostname} port=${port} user=${username} password=${password}`;
  replica = await startPostgres({ dir: second, settings: { ...SETTINGS, primary_conninfo: conninfo } });
  db = await connectDatabase({ url: primary.url, replicaUrls: [replica.url], poolSize: 4 });
}, 120_000);

afterAll(async () => {
  await db.close();
  await replica.stop();
  await primary.stop();
  await rm(folder, { recursive: true, force: true });
});

const isOnReplica = async () => (await db.anonymous.row<{ yes: boolean }>(sql`select pg_is_in_recovery() as yes`))!.yes;
const onReplica = async (text: string) => {
  const client = new pg.Client({ connectionString: replica.url });
  await client.connect();
  await client.query(text).finally(() => client.end());
};
let written = 0;
const write = async (): Promise<string> => {
  const name = `Portal ${(written += 1)}`;
  await db.main.rows(sql`update site set name = ${name}`);
  return name;
};
const shown = async () => (await db.anonymous.row<{ name: string }>(sql`select name from site`))!.name;

describe('anonymous reading from a streaming replica', () => {
  it('goes to the replica, as the role that sees what is public only', async () => {
    await eventually(isOnReplica);
    expect(await db.anonymous.row(sql`select current_user as role`)).toEqual({ role: 'portal_public' });
    await expect(db.anonymous.rows(sql`select email from account`)).rejects.toThrow(/permission denied/);
    expect((await db.main.row<{ yes: boolean }>(sql`select pg_is_in_recovery() as yes`))!.yes).toBe(false);
  });

  it('shows each act within the promise', async () => {
    await eventually(isOnReplica);
    for (let round = 0; round < 20; round += 1) {
      const name = await write();
      const at = performance.now();
      await eventually(async () => (await shown()) === name, PROMISE);
      expect(performance.now() - at).toBeLessThan(PROMISE);
    }
  });

  it('tells by its epoch that one statement was given back by the replica and answered by the primary', async () => {
    // What a replica says when a statement stands in the way of what it must replay, said on any replica at any time.
    await db.main.rows(sql`create function given_back() returns boolean language plpgsql as
      $$ begin if pg_is_in_recovery() then raise exception 'in the way' using errcode = '40001'; end if; return true; end $$`);
    await eventually(async () => (await isOnReplica()) && db.anonymous.row(sql`select 1 as one from pg_proc where proname = 'given_back'`));
    const before = db.anonymousEpoch;
    expect(await db.anonymous.row(sql`select given_back() as yes, pg_is_in_recovery() as late`)).toEqual({ yes: true, late: false });
    expect(db.anonymousEpoch).toBeGreaterThan(before);
    // A conflict is no reason to leave it.
    await eventually(isOnReplica);
  });

  it('leaves a replica that is late, tells so by its epoch, and comes back to it', async () => {
    await eventually(isOnReplica);
    const before = db.anonymousEpoch;
    await onReplica('select pg_wal_replay_pause()');
    const name = await write();
    await eventually(async () => (await shown()) === name, PROMISE);
    expect(await isOnReplica()).toBe(false);
    const meanwhile = db.anonymousEpoch;
    expect(meanwhile).toBeGreaterThan(before);
    await onReplica('select pg_wal_replay_resume()');
    await eventually(isOnReplica);
    expect(await shown()).toBe(name);
    expect(db.anonymousEpoch).toBeGreaterThan(meanwhile);
  });

  it('fails nobody when the replica goes', async () => {
    await eventually(isOnReplica);
    let isOver = false;
    const reading = (async () => {
      let reads = 0;
      for (; !isOver; reads += 1) await shown();
      return reads;
    })();
    await replica.stop();
    await eventually(async () => !(await isOnReplica()));
    isOver = true;
    expect(await reading).toBeGreaterThan(0);
    expect(await shown()).toBe(`Portal ${written}`);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
