// One PostgreSQL for a test run: durability off, a migrated template to copy from. Deleted afterwards.
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildProject } from './build-lib.mjs';

const root = path.resolve(import.meta.dirname, '..');

export async function startTestCluster() {
  await buildProject(path.join(root, 'libs/platform'));
  const { startPostgres } = await import(path.join(root, 'libs/platform/dist/embedded-postgres/index.js'));
  const { migrate } = await import(path.join(root, 'libs/platform/dist/database/migrate.js'));
  const dir = await mkdtemp(path.join(os.tmpdir(), 'veche-test-'));
  // As root the server runs under another user, who must reach it.
  await chmod(dir, 0o755);
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
  const server = await startPostgres({ dir, database: 'veche_template', settings });
  await migrate(server.url, path.join(root, 'migrations'));
  const url = new URL(server.url);
  url.pathname = '/postgres';
  return {
    url: url.href,
    async stop() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
