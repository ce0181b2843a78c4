import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { MissingRole, migrate } from './migrate.js';

const FOLDER = path.resolve(import.meta.dirname, '../../../../migrations');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'));
const USER = `u_${randomBytes(6).toString('hex')}`;

const made: string[] = [];
let admin: pg.Client;
beforeAll(async () => {
  admin = new pg.Client({ connectionString: process.env['VECHE_TEST_DATABASE'] });
  await admin.connect();
});
afterAll(async () => {
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.query(`drop role if exists ${USER}`);
  await admin.end();
});

/** The address of a new, empty database. */
async function emptyDatabase(owner?: string): Promise<string> {
  const name = `m_${randomBytes(8).toString('hex')}`;
  made.push(name);
  await admin.query(`create database ${name} template template0 ${owner === undefined ? '' : `owner ${owner}`}`);
  const url = new URL(process.env['VECHE_TEST_DATABASE']!);
  url.pathname = `/${name}`;
  return url.href;
}

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  it('run once when four processes start at the same moment', async () => {
    const url = await emptyDatabase();
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(url, FOLDER)));
    expect(ran.map(({ length }) => length).sort()).toEqual([0, 0, 0, FILES.length]);
    expect(ran.flat()).toEqual(FILES.map((file) => `${file.slice(14, -4)}-${file.slice(0, 13)}`));
    expect(await migrate(url, FOLDER)).toEqual([]);
    expect(await query(url, 'select name from site')).toEqual([{ name: 'Veche' }]);
    expect(await query(url, "select to_regnamespace('graphile_worker') is not null as there")).toEqual([{ there: true }]);
  });

  it('leave no lock behind, also when the connection of the first one is killed', async () => {
    const url = await emptyDatabase();
    const killed = migrate(url, FOLDER);
    const kill = `select pg_terminate_backend(l.pid) from pg_locks l join pg_database d on d.oid = l.database
      where l.locktype = 'advisory' and d.datname = current_database()`;
    for (let cut = 0; cut === 0;) cut = (await query(url, kill)).length;
    await killed.catch(() => undefined);
    await migrate(url, FOLDER);
    expect(await query(url, 'select count(*)::integer as ran from migration')).toEqual([{ ran: FILES.length }]);
  });

  it('tell an administrator the SQL when the user may not make roles, and work once it was run', async () => {
    await admin.query(`create role ${USER} login password 'x' nocreaterole`);
    const url = new URL(await emptyDatabase(USER));
    [url.username, url.password] = [USER, 'x'];
    const refused = await migrate(url.href, FOLDER).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MissingRole);
    const { message } = refused as Error;
    expect(message).toContain(`grant portal_public to "${USER}";`);
    expect(await query(url.href, "select to_regclass('migration') as nothing")).toEqual([{ nothing: null }]);
    // The role itself belongs to the cluster: another database's migration made it.
    await admin.query(message.slice(message.indexOf('\n')));
    expect(await migrate(url.href, FOLDER)).toHaveLength(FILES.length);
  });
});
