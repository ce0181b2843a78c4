import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrate, migrationFiles } from '@veche/platform';
import pg from 'pg';
import { FAULTLESS, discrepancies } from '../support/ledger-check.js';
import { probing } from '../support/lock-prober.js';
import { type RunningVersion, THIS_VERSION, releasedVersion, startVersion } from '../support/released-portal.js';
import { Ledger, type Query, type Writing, everybodyWrites, seedTopics, seedWriters } from '../support/writers.js';

/** Fault F13: two versions at once while the schema moves, and back again; nobody waits for a lock. */
const isSmall = process.env['VECHE_STORM'] === 'small';
const MIGRATIONS = path.join(THIS_VERSION, 'migrations');
const LAST_RELEASED = 'crm-1795305600006';
const ROWS = isSmall ? 2_000 : 1_000_000;
/** Longest wait for a lock, in milliseconds; beside other specs the machine itself makes everybody wait. */
const LONGEST_WAIT = isSmall ? 5_000 : 500;
const LONG = 45 * 60_000;
/** How long somebody else holds a table that a migration wants, in milliseconds. */
const HELD_FOR = 5_000;
/** Installing and building the version before takes minutes: in full only. */
const released = isSmall ? undefined : await releasedVersion();

let admin: pg.Client;
const made: string[] = [];
beforeAll(async () => {
  admin = new pg.Client({ connectionString: process.env['VECHE_TEST_DATABASE'] });
  await admin.connect();
});
afterAll(async () => {
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

async function emptyDatabase(): Promise<{ url: string; query: Query }> {
  const name = `f13_${randomBytes(6).toString('hex')}`;
  await admin.query(`create database ${name} template template0`);
  made.push(name);
  const url = new URL(process.env['VECHE_TEST_DATABASE']!);
  url.pathname = `/${name}`;
  const query: Query = async <T extends object>(text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    return client.query(text, values).then(({ rows }) => rows as T[]).finally(() => client.end()); // prettier-ignore
  };
  return { url: url.href, query };
}

(released === undefined ? describe.skip : describe)('the version before and this one, on one database', () => {
  const ledger = new Ledger();
  const phases: Record<string, Map<number, number>> = {};
  let query: Query;
  let folder: string;
  let applied: string[];
  let complaints: string[] = [];

  beforeAll(async () => {
    const database = await emptyDatabase();
    query = database.query;
    folder = await mkdtemp(path.join(os.tmpdir(), 'veche-f13-'));
    const before = await startVersion(released!, database.url, folder);
    const topics = await seedTopics(before.url, (await seedWriters(query, 1))[0]!, 10);
    const during = async (name: string, versions: RunningVersion[], work: () => Promise<unknown>): Promise<void> => {
      const writers = await seedWriters(query, 20);
      phases[name] = await traffic(versions, { writers, topics, ledger, rest: 1_000 }, work);
    };

    let now: RunningVersion | undefined;
    await during('before', [before], () => pause(2_000));
    await during('while the new one migrates and starts', [before], async () => {
      now = await startVersion(THIS_VERSION, database.url, folder);
    });
    applied = (await query<{ name: string }>('select name from migration order by id')).map(({ name }) => name);
    await during('both at once', [before, now!], () => pause(4_000));
    await now!.stop();
    await during('back to the old one', [before], () => pause(2_000));
    await before.stop();
    complaints = [...before.complaints(), ...now!.complaints()];
    const told = Object.entries(phases).map(([name, statuses]) => `${name}: ${JSON.stringify(Object.fromEntries(statuses))}`);
    process.stdout.write(`F13: ${told.join(', ')}\n`);
  }, LONG);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('answers nobody with an error, before, while and after', () => {
    expect(applied).toEqual(migrationFiles(MIGRATIONS).map(({ name }) => name));
    for (const [name, statuses] of Object.entries(phases)) {
      expect({ name, bad: [...statuses.keys()].filter((status) => status === 0 || status >= 500) }).toEqual({ name, bad: [] });
      expect((statuses.get(200) ?? 0) > 10).toBe(true);
    }
  });

  it('keeps all that either of them acknowledged, and counters that equal a recount', async () => {
    expect({ unacknowledged: ledger.unacknowledged.map(({ problem }) => problem), complaints }).toEqual({
      unacknowledged: [],
      complaints: [],
    });
    expect(await discrepancies(query, ledger)).toEqual(FAULTLESS);
  });
});

/** People write and read pages through these versions until the work is done. @returns the statuses of all answers */
async function traffic(
  versions: RunningVersion[],
  writing: Omit<Writing, 'signal'>,
  work: () => Promise<unknown>,
): Promise<Map<number, number>> {
  const stopping = new AbortController();
  const statuses = new Map<number, number>();
  const count = (status: number, times = 1): unknown => statuses.set(status, (statuses.get(status) ?? 0) + times);
  const share = Math.ceil(writing.writers.length / versions.length);
  const all = versions.flatMap(({ url }, nth) => [
    everybodyWrites(url, { ...writing, writers: writing.writers.slice(nth * share, (nth + 1) * share), signal: stopping.signal }).then(
      (found) => found.forEach((times, status) => count(status, times)),
    ),
    reading(url, stopping.signal, count),
  ]);
  await work().finally(() => stopping.abort());
  await Promise.all(all);
  return statuses;
}

async function reading(url: string, signal: AbortSignal, count: (status: number) => unknown): Promise<void> {
  for (let nth = 0; !signal.aborted; nth += 1) {
    const page = ['/', '/questions', '/faq', '/healthz'][nth % 4]!;
    const response = await fetch(`${url}${page}`, { headers: { accept: 'text/html' }, redirect: 'manual' }).catch(() => undefined);
    await response?.arrayBuffer();
    count(response?.status ?? 0);
    await pause(20);
  }
}

describe(`the new migrations, on ${ROWS} topics and ${ROWS} replies`, () => {
  const newer = migrationFiles(MIGRATIONS).map(({ name }) => name);
  newer.splice(0, newer.indexOf(LAST_RELEASED) + 1);
  let url: string;
  let query: Query;

  beforeAll(async () => {
    ({ url, query } = await emptyDatabase());
    await migrate(url, MIGRATIONS, { upTo: LAST_RELEASED });
    await query(
      `insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_name, created_at, moved_at)
       select gen_random_uuid(), translate(lpad(to_hex(n), 8, '0'), 'ilou', ''), 's', 'QUESTION', 1, 'T ' || n, repeat('b', 300), repeat('b', 300), '', 'A', now(), now()
       from generate_series(1, $1::integer) as n`,
      [ROWS],
    );
    await query(
      `insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_name, created_at)
       select gen_random_uuid(), id, 1, 'published', 'ANSWER', repeat('b', 300), repeat('b', 300), 'A', now() from topic`,
    );
    await query('analyze topic, reply');
  }, LONG);

  it(
    `make nobody wait longer than ${LONGEST_WAIT} ms, one after the other`,
    async () => {
      expect(newer.length).toBeGreaterThan(0);
      for (const name of newer) {
        const waits = await probing(url, () => migrate(url, MIGRATIONS, { upTo: name }));
        process.stdout.write(
          `F13: ${name}: longest read ${waits.read.toFixed(0)} ms, write ${waits.write.toFixed(0)} ms of ${waits.tries} tries\n`,
        );
        expect({ name, waited: Math.max(waits.read, waits.write) > LONGEST_WAIT }).toEqual({ name, waited: false });
      }
    },
    LONG,
  );

  it(
    'do not queue in front of everybody behind somebody who takes long',
    async () => {
      const slow = new pg.Client({ connectionString: url });
      await slow.connect();
      await slow.query('begin; select count(*) from topic where id is null');
      const folder = await mkdtemp(path.join(os.tmpdir(), 'veche-f13-'));
      const { cp, writeFile } = await import('node:fs/promises');
      await cp(MIGRATIONS, folder, { recursive: true });
      await writeFile(path.join(folder, '1999999999999-mood.sql'), 'alter table topic add column mood text;');
      const waits = await probing(url, async () => {
        const migrating = migrate(url, folder);
        await pause(3_000);
        await slow.query('commit');
        expect(await migrating).toEqual(['mood-1999999999999']);
      });
      await slow.end();
      await rm(folder, { recursive: true, force: true });
      process.stdout.write(
        `F13: behind a transaction of ${HELD_FOR / 1000} s: longest read ${waits.read.toFixed(0)} ms, write ${waits.write.toFixed(0)} ms\n`,
      );
      expect(Math.max(waits.read, waits.write)).toBeLessThan(isSmall ? HELD_FOR - 1_000 : LONGEST_WAIT);
    },
    LONG,
  );
});
