import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlainConnection, Secrets, loadConfig, newId, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import type { Installation } from './check.js';
import { examine } from './doctor.js';

jest.setTimeout(180_000);

const KEY = randomBytes(32).toString('hex');
/** The run's own server is as fast as it is because it may forget. */
const OF_THE_TEST_SERVER = ['postgres-not-durable'];

let test: TestDatabase;
let hand: PlainConnection;
let folder: string;
const [asker, topic, answer, file, connection] = Array.from({ length: 5 }, newId);

beforeAll(async () => {
  test = await testDatabase();
  hand = await PlainConnection.open(test.url);
  // A copy of a database has its content, not the rights on it.
  await hand.run(`revoke temporary on database ${new URL(test.url).pathname.slice(1)} from public`);
  folder = mkdtempSync(path.join(os.tmpdir(), 'veche-doctor-'));
  mkdirSync(path.join(folder, 'web/client/.vite'), { recursive: true });
  writeFileSync(path.join(folder, 'web/client/.vite/manifest.json'), '{}');
  mkdirSync(path.join(folder, 'files', file!.slice(-2)), { recursive: true });
  writeFileSync(path.join(folder, 'files', file!.slice(-2), file!), 'abc');
  const sealed = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder }).seal('whsec').toString('hex');
  await hand.run(`
    insert into person (id, handle, name, joined_at, created_at) values ('${asker}', 'asker', 'A', now(), now());
    insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at, vote_count, answer_count)
      values ('${topic}', 'abcdefgh', 's', 'QUESTION', 1, 'T', '*', '<p>', '', '${asker}', 'A', now(), now(), 1, 1);
    insert into topic_vote values ('${topic}', 1, 'published', '${asker}', now());
    insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
      values ('${answer}', '${topic}', 1, 'published', 'ANSWER', '*', '<p>', '${asker}', 'A', now());
    insert into file (id, owner_person_id, topic_id, audience_id, topic_state, media_type, width, height, bytes, created_at)
      values ('${file}', '${asker}', '${topic}', 1, 'published', 'image/webp', 1, 1, 3, now());
    insert into interaction (id, position, occurred_at, recorded_at, channel, kind)
      select uuidv7_floor(now() + n * interval '1 second'), n, now(), now() - interval '1 hour', 'web', 'topic.edited' from generate_series(1, 3) as n;
    update log_head set position = 3;
    insert into consumer_cursor (name, position) values ('faq', 3);
    insert into crm_connection (id, name, kind, url, secret, start_position, cursor_position, created_at)
      values ('${connection}', 'Town hall', 'webhook', 'https://crm.example', '\\x${sealed}', 0, 3, now())`);
});
afterAll(async () => {
  await hand.close();
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

function installation(env: Record<string, string> = {}, otherwise: Partial<Installation> = {}): Installation {
  return {
    config: loadConfig({ NODE_ENV: 'test', DATA_DIR: folder, VECHE_SECRET_KEY: KEY, ...env }),
    migrations: path.resolve(import.meta.dirname, '../../../../migrations'),
    webDist: path.join(folder, 'web'),
    now: () => new Date(),
    space: async () => ({ free: 50e9, total: 100e9 }),
    ...otherwise,
  };
}

async function namesOf(patient = installation(), url = test.url): Promise<string[]> {
  const found = await examine(patient, () => PlainConnection.open(url, { connectionTimeoutMillis: 3_000 }));
  // What is said is said in both languages, and says what to do.
  for (const { says, mend } of found) expect([says.en, says.ru, mend.en, mend.ru].every((text) => text.length > 5)).toBe(true);
  return found.map(({ name }) => name).filter((name) => !OF_THE_TEST_SERVER.includes(name));
}

describe('the doctor', () => {
  it('finds nothing wrong with a sound installation', async () => {
    expect(await namesOf()).toEqual([]);
  });

  it('says that this server may forget what it acknowledged', async () => {
    const { fsync } = await hand.row<{ fsync: string }>(sql`show fsync`);
    const found = await examine(installation(), () => PlainConnection.open(test.url));
    expect(found.map(({ name }) => name)).toEqual(fsync === 'off' ? OF_THE_TEST_SERVER : []);
  });

  it.each<[string, Record<string, string>, Partial<Installation>]>([
    ['secret-key-wrong', { VECHE_SECRET_KEY: '0'.repeat(64) }, {}],
    ['secret-key-wrong', { VECHE_SECRET_KEY: '' }, {}],
    ['public-url-http', { PUBLIC_URL: 'http://town.example' }, {}],
    ['public-url-has-path', { PUBLIC_URL: 'https://town.example/forum' }, {}],
    ['public-url-missing', { HOST: '0.0.0.0' }, {}],
    ['mail-unreachable', { SMTP_URL: 'smtp://127.0.0.1:1' }, {}],
    ['redis-unreachable', { REDIS_URL: 'redis://127.0.0.1:1' }, {}],
    ['disk-nearly-full', {}, { space: async () => ({ free: 3e8, total: 100e9 }) }],
    ['clock-skew', {}, { now: () => new Date(Date.now() + 300_000) }],
    ['web-build-missing', {}, { webDist: '/nowhere' }],
  ])('names %s (%j)', async (name, env, otherwise) => {
    expect(await namesOf(installation(env, otherwise))).toEqual([name]);
  });

  it('names a folder in which no database was ever made', async () => {
    const found = await examine(installation(), async () => undefined);
    expect(found.map(({ name }) => name)).toEqual(['database-empty']);
  });

  it('names a database that does not answer', async () => {
    expect(await namesOf(installation(), 'postgres://nobody@127.0.0.1:1/nothing')).toEqual(['database-unreachable']);
  });

  it('names a DATA_DIR that is no folder, and the files that are missing with it', async () => {
    writeFileSync(path.join(folder, 'a-file'), '');
    expect(await namesOf(installation({ DATA_DIR: path.join(folder, 'a-file') }))).toEqual(['data-dir-not-writable', 'files-missing']);
  });

  it.each([
    ['overload-below-pool', { OVERLOAD_REQUESTS: '40', DATABASE_POOL: '60' }],
    ['overload-unlimited', { OVERLOAD_REQUESTS: '5000' }],
    ['overload-unlimited', { OVERLOAD_DELAY: '60000' }],
  ])('names limits that do not limit, or turn away too early: %s', async (name, env) => {
    expect(await namesOf(installation(env))).toEqual([name]);
  });

  it('names a restore that broke off', async () => {
    writeFileSync(path.join(folder, 'restore.unfinished'), '');
    expect(await namesOf()).toEqual(['restore-unfinished']);
    rmSync(path.join(folder, 'restore.unfinished'));
  });

  it.each([
    ['migrations-missing', `delete from migration where name like 'crm-%'`],
    ['migrations-ahead', `insert into migration (timestamp, name) values (1999999999999, 'from-the-future-1999999999999')`],
    ['anonymous-role-too-mighty', 'grant select on account to portal_public'],
    ['anonymous-role-too-mighty', 'grant update on topic to portal_public'],
    ['anonymous-role-too-mighty', 'grant select (body_md) on topic to portal_public'],
    ['row-security-off', 'alter table topic disable row level security'],
    ['policy-missing', 'drop policy public_replies on reply'],
    ['index-missing', 'drop index topic_kind_score_idx'],
    ['trigger-missing', 'alter table interaction disable trigger interaction_append_only'],
    ['constraint-not-validated', 'alter table topic add constraint short check (length(title) < 500) not valid'],
    [
      'partitions-not-ahead',
      `alter table notification detach partition notification_2026_12; alter table notification_2026_12 rename to old`,
    ],
    ['counters-differ', `update topic set vote_count = 7`],
    ['counters-differ', `alter table topic disable trigger user; update topic set answer_count = 0; alter table topic enable trigger user`],
    ['log-has-gaps', `update log_head set position = 4; update consumer_cursor set position = 4`],
    [
      'log-not-placed',
      `insert into interaction (id, occurred_at, recorded_at, channel, kind) values (uuidv7_floor(now()), now(), now() - interval '1 hour', 'web', 'topic.edited')`,
    ],
    ['consumer-stuck', `update consumer_cursor set position = 1, moved_at = now() - interval '1 hour'`],
    ['worker-not-running', `select graphile_worker.add_job('x', '{}'::json, run_at => now() - interval '1 hour')`],
    ['files-missing', `update file set bytes = 4`],
    ['crm-parked', `update crm_connection set state = 'parked', parked_reason = 'credentials'`],
    [
      'partition-default-used',
      `insert into notification (interaction_id, person_id, kind, topic_id, created_at) values ('ffffffff-ffff-7fff-8fff-ffffffffffff', '${asker}', 'REPLY', '${topic}', now())`,
    ],
  ])('names %s after: %s', async (name, plant) => {
    // On a copy of the sound one, so that each fault stands alone.
    const url = new URL(test.url);
    const [source, copy] = [url.pathname.slice(1), `d_${randomBytes(6).toString('hex')}`];
    const admin = await PlainConnection.open(process.env['VECHE_TEST_DATABASE']!);
    await hand.close();
    await test.db.close();
    await admin.run(`create database ${copy} template ${source}`);
    await admin.run(`revoke temporary on database ${copy} from public`);
    url.pathname = `/${copy}`;
    const planter = await PlainConnection.open(url.href);
    await planter.run(plant);
    await planter.close();
    expect(await namesOf(installation(), url.href)).toEqual([name]);
    await admin.run(`drop database ${copy} with (force)`);
    await admin.close();
  });
});
