// Generated databases, kept in .veche-bench/<topics> (not in git) so that the next run starts at once.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { generate } from './generate.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const dist = (file) => import(path.join(root, file));

/** What the portal's database is called, and the untouched copy from which each run of writes begins. */
const LIVE = 'veche';
const PRISTINE = 'veche_pristine';

export function folderOf(topics) {
  return path.join(root, '.veche-bench', String(topics));
}

/** Changes with the migrations and the generator: then a database is made anew. */
async function stampOf() {
  const hash = createHash('sha256');
  for (const folder of [path.join(root, 'migrations'), import.meta.dirname]) {
    for (const file of (await readdir(folder))
      .filter((name) => /\.(sql|mjs)$/.test(name) && !['store.mjs', 'people.mjs'].includes(name))
      .sort()) {
      hash.update(file).update(await readFile(path.join(folder, file)));
    }
  }
  return hash.digest('hex');
}

/**
 * Makes sure that the database of this size is there, as generated. Its PostgreSQL is stopped when this returns: the portal
 * starts it.
 * @param {number} topics
 * @param {{ tell: (text: string) => void, untouched?: boolean }} options untouched: put it back to what was generated
 * @returns {Promise<{ folder: string, url: string }>} the portal’s DATA_DIR, and the address of its database once that runs
 */
export async function prepared(topics, { tell, untouched = true }) {
  const folder = folderOf(topics);
  const stampFile = path.join(folder, 'stamp');
  const stamp = await stampOf();
  const isThere = (await readFile(stampFile, 'utf8').catch(() => '')) === stamp;
  const { startPostgres } = await dist('libs/platform/dist/embedded-postgres/index.js');
  if (!isThere && existsSync(folder)) await rm(folder, { recursive: true, force: true });
  // Nothing of these minutes is worth a disk's patience; the portal starts the same cluster with its own settings.
  const settings = { fsync: 'off', max_wal_size: '8GB', full_page_writes: 'off', autovacuum: 'off', shared_buffers: '512MB' };
  const server = await startPostgres({ dir: folder, database: LIVE, ...(!isThere && { settings }) });
  try {
    if (!isThere) {
      tell(`Generating ${topics.toLocaleString('en')} topics (once) …`);
      await fill(server.url, topics, tell);
      if (topics <= 100_000) await administer(server.url, `create database ${PRISTINE} template ${LIVE}`);
      await administer(server.url, 'checkpoint');
      await writeFile(stampFile, stamp);
    } else if (untouched && topics <= 100_000) {
      await administer(
        server.url,
        `drop database ${LIVE} with (force)`,
        `create database ${LIVE} template ${PRISTINE} strategy file_copy`,
        'checkpoint',
      );
    }
  } finally {
    await server.stop();
  }
  return { folder, url: server.url };
}

async function fill(url, topics, tell) {
  const { migrate, renderMarkdown, excerptOf, connectDatabase } = await dist('libs/platform/dist/index.js');
  const { topicSlug } = await dist('libs/community/dist/topics/slug.js');
  const { DemandRepository } = await dist('libs/faq/dist/demand/demand.repository.js');
  await migrate(url, path.join(root, 'migrations'));
  const database = await connectDatabase({ url, poolSize: 2 });
  const demand = new DemandRepository();
  const began = performance.now();
  const until = new Date(new Date().toISOString().slice(0, 10));
  try {
    await generate({
      url,
      topics,
      until,
      portal: { renderMarkdown, excerptOf, topicSlug, recomputeDemand: (ids) => database.transaction((tx) => demand.recompute(tx, ids)) },
      progress: (step) => tell(`  ${((performance.now() - began) / 1000).toFixed(0)} s  ${step}`),
    });
  } finally {
    await database.close();
  }
}

async function administer(url, ...statements) {
  const address = new URL(url);
  address.pathname = '/postgres';
  const client = new pg.Client({ connectionString: address.href });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
