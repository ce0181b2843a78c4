// Fills a migrated, empty database with a community of a given size, fast: the words are made here, the rows in PostgreSQL.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { names, tagNames, textPool } from './texts.mjs';

const FILES = ['1-people', '2-topics', '3-support', '4-rows', '5-projections', '6-log'];

/** Sizes by number of topics. `log`: whether the log is written too; lists and searches never read it. */
export const SIZES = {
  10_000: { replies: 50_000, busyEvery: 10, votes: 12, log: 0 },
  20_000: { replies: 100_000, busyEvery: 10, votes: 12, log: 1 },
  1_000_000: { replies: 1_200_000, busyEvery: 100, votes: 4, log: 0 },
};
const COMMON = { seed: 20, people: 5_000, staff: 25, products: 12, tags: 200, titles: 30_000, bodies: 3_000 };

/**
 * @param {object} options
 * @param {string} options.url of a migrated database without topics; its user owns the tables
 * @param {number} options.topics
 * @param {Partial<typeof COMMON & (typeof SIZES)[20000]>} [options.size] over the size's own numbers
 * @param {Date} options.until when everything has happened; three years before, it begins
 * @param {{ renderMarkdown(text: string): string, excerptOf(html: string): string, topicSlug(title: string): string,
 *   recomputeDemand(topicIds: string[]): Promise<void> }} options.portal the portal's own ways to render and to count
 * @param {(step: string) => void} [options.progress]
 */
export async function generate({ url, topics, size = {}, until, portal, progress = () => undefined }) {
  const numbers = { ...COMMON, ...SIZES[topics], topics, ...size };
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      "set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'; set work_mem = '128MB'; set temp_buffers = '256MB'; set timezone = 'UTC'",
    );
    progress('words');
    await fillWords(client, numbers, portal);
    const indexes = await withoutIndexes(client);
    for (const file of FILES) {
      progress(file);
      await client.query(await script(file, numbers, until));
    }
    progress('indexes');
    await restore(client, indexes);
    await client.query('set session_replication_role = origin');
    await client.query('analyze');
    progress('demand');
    const { rows } = await client.query('select id from topic order by id');
    for (let i = 0; i < rows.length; i += 5_000) await portal.recomputeDemand(rows.slice(i, i + 5_000).map(({ id }) => id));
    progress('vacuum');
    await client.query('drop table bench_text, bench_name, bench_tag');
    await client.query('vacuum (analyze)');
  } finally {
    await client.end();
  }
}

async function script(name, numbers, until) {
  const text = await readFile(path.join(import.meta.dirname, `${name}.sql`), 'utf8');
  const moments = {
    until: `'${until.toISOString()}'::timestamptz`,
    since: `'${new Date(until.getTime() - 3 * 365 * 86_400_000).toISOString()}'::timestamptz`,
  };
  return text.replace(/(?<![:\w]):([a-zA-Z]+)/g, (whole, key) => String(moments[key] ?? numbers[key] ?? whole));
}

async function fillWords(client, { seed, people, tags, titles, bodies }, { renderMarkdown, excerptOf, topicSlug }) {
  await client.query(`create unlogged table bench_text (i integer, lang text, part text, text text, html text, excerpt text, slug text);
    create unlogged table bench_name (i integer, name text); create unlogged table bench_tag (i integer, name text)`);
  const counts = new Map();
  const rows = textPool({ seed, titles, bodies }).map(({ lang, part, text }) => {
    const i = (counts.get(lang + part) ?? 0) + 1;
    counts.set(lang + part, i);
    if (part === 'title') return { i, lang, part, text, slug: topicSlug(text) };
    const html = renderMarkdown(text);
    return { i, lang, part, text, html, excerpt: excerptOf(html) };
  });
  for (let i = 0; i < rows.length; i += 2_000) {
    await client.query('insert into bench_text select * from jsonb_populate_recordset(null::bench_text, $1)', [
      JSON.stringify(rows.slice(i, i + 2_000)),
    ]);
  }
  await client.query('insert into bench_name select n, name from unnest($1::text[]) with ordinality as x (name, n)', [names(people, seed)]);
  await client.query('insert into bench_tag select n, name from unnest($1::text[]) with ordinality as x (name, n)', [tagNames(tags)]);
  await client.query('create unique index on bench_text (lang, part, i); create unique index on bench_name (i); analyze bench_text');
}

/** Takes away what can be built at once afterwards: indexes that no constraint stands on. */
async function withoutIndexes(client) {
  const { rows } = await client.query(
    `select i.indexname as name, i.indexdef as definition from pg_indexes i join pg_class c on c.relname = i.indexname
    where i.schemaname = 'public' and i.tablename = any($1) and c.relkind = 'i' and not c.relispartition
      and not exists (select from pg_constraint k where k.conindid = c.oid)`,
    [TABLES],
  );
  for (const { name } of rows) await client.query(`drop index "${name}"`);
  return rows;
}

async function restore(client, indexes) {
  for (const { definition } of indexes) await client.query(definition.replace(/INDEX (\S+) ON/, 'INDEX IF NOT EXISTS $1 ON'));
}

const TABLES = [
  'topic',
  'reply',
  'topic_product',
  'topic_tag',
  'topic_vote',
  'reply_vote',
  'topic_follow',
  'search_document',
  'search_word',
  'demand',
  'faq_place',
  'status_change',
];
