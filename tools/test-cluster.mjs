// One PostgreSQL for a test run: durability off, a migrated template to copy from. Deleted afterwards.
// VECHE_TEST_SERVER names a server of your own instead (15 or newer, a user who may create databases and roles).
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { buildProject } from './build-lib.mjs';

const root = path.resolve(import.meta.dirname, '..');
const platform = (file) => import(path.join(root, 'libs/platform/dist', file));

export async function startTestCluster() {
  await buildProject(path.join(root, 'libs/platform'));
  const { migrate } = await platform('database/migrate.js');
  const server = process.env.VECHE_TEST_SERVER ? await templateOn(process.env.VECHE_TEST_SERVER) : await ownServer();
  await migrate(server.url, path.join(root, 'migrations'));
  const url = new URL(server.url);
  url.pathname = '/postgres';
  return { url: url.href, stop: server.stop };
}

async function ownServer() {
  const { startPostgres } = await platform('embedded-postgres/index.js');
  const dir = await mkdtemp(path.join(os.tmpdir(), 'veche-test-'));
  // As root the server runs under another user, who must reach it.
  await chmod(dir, 0o755);
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startPostgres({ dir, database: 'veche_template', settings });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function templateOn(address) {
  const url = new URL(address);
  url.pathname = '/postgres';
  const administer = async (...statements) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await administer('drop database if exists veche_template with (force)', 'create database veche_template');
  url.pathname = '/veche_template';
  const template = url.href;
  url.pathname = '/postgres';
  return { url: template, stop: () => administer('drop database if exists veche_template with (force)') };
}
