import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FileStore, PlainConnection, Secrets, migrationFiles, newId } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import pg from 'pg';
import { BrokenBackup } from './archive.reader.js';
import { backUp } from './backup.js';
import { type RestoreTarget, restore } from './restore.js';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../../../migrations');
const KEY = randomBytes(32).toString('hex');
const made: string[] = [];
const owners: string[] = [];
let admin: pg.Client;
let folder: string;
let test: TestDatabase;
let source: PlainConnection;
const picture = newId();

beforeAll(async () => {
  admin = new pg.Client({ connectionString: process.env['VECHE_TEST_DATABASE'] });
  await admin.connect();
  folder = await mkdtemp(path.join(os.tmpdir(), 'veche-backup-'));
  test = await testDatabase();
  source = await PlainConnection.open(test.url);
  await source.run(content());
  await new FileStore({ dataDir: at('here') }).put(picture, randomBytes(70_000));
}, 60_000);
afterAll(async () => {
  await source.close();
  await test.close();
  for (const name of made) await admin.query(`drop database ${name} with (force)`);
  for (const name of owners) await admin.query(`drop role ${name}`);
  await admin.end();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

/** Two people, topics and replies that point at each other, odd characters, rows in far partitions, a delivery under way. */
function content(): string {
  const [asker, helper, topic, answer, comment, connection] = Array.from({ length: 6 }, newId);
  const far = "uuidv7_floor('2031-05-05')";
  return `
    insert into person (id, handle, name, bio, joined_at, created_at) values
      ('${asker}', 'asker', E'Tab\\tand\\\\N', E'line one\\nline two\\r\\n\\u2028 "quoted" \\\\.', now(), '0044-03-15 BC'),
      ('${helper}', 'helper', 'Ёлка 🎄', '', now(), now());
    insert into account (id, person_id, email, password_hash, created_at, password_changed_at) values ('${newId()}', '${asker}', 'a@people.example', 'x', now(), now());
    insert into session (id, token_hash, account_id, created_at, last_seen_at, expires_at) select '${newId()}', '\\x01', id, now(), now(), now() from account;
    insert into product (id, slug, name, created_at) values ('${topic}', 'p', 'P', now());
    insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
      values ('${topic}', 'abcdefgh', 's', 'QUESTION', 1, 'Почему?', '*', '<p>', '', '${asker}', 'A', now(), now());
    insert into reply (id, topic_id, audience_id, topic_state, kind, parent_reply_id, parent_state, body_md, body_html, author_person_id, author_name, created_at) values
      ('${answer}', '${topic}', 1, 'published', 'ANSWER', null, null, '*', '<p>', '${helper}', 'H', now()),
      ('${comment}', '${topic}', 1, 'published', 'COMMENT', '${answer}', 'published', '*', '<p>', '${asker}', 'A', now());
    update topic set solution_reply_id = '${answer}', vote_count = 3;
    insert into topic_product (topic_id, audience_id, topic_state, product_id) values ('${topic}', 1, 'published', '${topic}');
    insert into search_document (topic_id, title, lead) values ('${topic}', 'Почему ёлка', 'running lights');
    insert into file (id, owner_person_id, topic_id, audience_id, topic_state, media_type, width, height, bytes, created_at)
      values ('${picture}', '${asker}', '${topic}', 1, 'published', 'image/webp', 1, 1, 70000, now());
    select ensure_month_partition('interaction', '2031-05-01');
    insert into interaction (id, occurred_at, recorded_at, channel, kind, person_id, position) values
      (${far}, now(), now(), 'web', 'topic.asked', '${asker}', 1), ('ffffffff-ffff-7fff-8fff-ffffffffffff', now(), now(), 'web', 'vote.cast', '${helper}', 2);
    update log_head set position = 2;
    insert into interaction (id, occurred_at, recorded_at, channel, kind) select gen_random_uuid(), now(), now(), 'web', 'topic.edited' from generate_series(1, 3000);
    insert into consumer_cursor (name, position) values ('crm', 2), ('faq', 1);
    insert into crm_connection (id, name, kind, url, secret, start_position, cursor_position, created_at)
      values ('${connection}', 'C', 'webhook', 'https://crm.example', '\\x00ff', 0, 2, now());
    insert into delivery (interaction_id, connection_id, position, person_id, kind, created_at) values (${far}, '${connection}', 1, '${asker}', 'topic.asked', now());
    insert into brake (key, points) values ('k', 1);
    select nextval('audience_private_id')`;
}

/** Empty, or with an empty portal's schema, which costs 30 ms instead of seconds. */
async function emptyDatabase(template = 'veche_template'): Promise<string> {
  const name = `r_${randomBytes(8).toString('hex')}`;
  made.push(name);
  await admin.query(`create database ${name} template ${template}`);
  const url = new URL(process.env['VECHE_TEST_DATABASE']!);
  url.pathname = `/${name}`;
  return url.href;
}

async function targetIn(name: string, url?: string): Promise<RestoreTarget> {
  const address = url ?? (await emptyDatabase());
  const open = (): Promise<PlainConnection> => PlainConnection.open(address);
  return {
    url: address,
    open,
    files: new FileStore({ dataDir: at(name) }),
    dataDir: at(name),
    migrations: MIGRATIONS,
    hasKeyOfItsOwn: true,
  };
}

async function backedUp(name = `${randomBytes(4).toString('hex')}.tar.gz`, withKey = false): Promise<string> {
  const secrets = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder });
  const connection = await PlainConnection.open(test.url);
  try {
    await backUp(at(name), { connection, files: new FileStore({ dataDir: at('here') }), secrets, version: '1' }, { withKey });
  } finally {
    await connection.close();
  }
  return at(name);
}

/** Every row of every table, and how the schema stands: two equal answers are two equal databases. */
async function everythingIn(url: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ask = async (text: string): Promise<Record<string, unknown>[]> => (await client.query<Record<string, unknown>>(text)).rows;
  const tables = await ask(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in ('session', 'brake', 'migration') order by 1`,
  );
  const found: Record<string, unknown> = {};
  for (const { relname } of tables)
    found[String(relname)] = await ask(`select t::text as row from public."${String(relname)}" t order by 1`);
  // Moved on by a restore, so that no kept page counts as fresh.
  found['site'] = await ask('select name, accent, version % 1000000 as version from site');
  found['foreign keys'] = await ask(
    `select conrelid::regclass::text as on, conname, pg_get_constraintdef(oid) as says, convalidated from pg_constraint
     where contype in ('f', 'c', 'u', 'p') and connamespace = 'public'::regnamespace order by 1, 2`,
  );
  found['triggers'] = await ask(
    `select tgrelid::regclass::text as on, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2`,
  );
  found['indexes'] = await ask(`select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1`);
  found['grants'] = await ask(
    `select relname, relacl::text, relrowsecurity from pg_class where relnamespace = 'public'::regnamespace order by 1`,
  );
  found['sequences'] = await ask(
    `select last_value, is_called from audience_private_id union all select last_value, is_called from interaction_seq`,
  );
  await client.end();
  return found;
}

// Each restore makes a whole database.
jest.setTimeout(180_000);

describe('a backup', () => {
  it('restored elsewhere is the same, row by row, file by file, down to triggers and partitions', async () => {
    const target = await targetIn('there', await emptyDatabase('template0'));
    const result = await restore(await backedUp(), target);
    expect(await everythingIn(target.url)).toEqual(await everythingIn(test.url));
    const [one, other] = [at('here'), at('there')].map((dir) => readFile(path.join(dir, 'files', picture.slice(-2), picture)));
    expect((await one!).equals(await other!)).toBe(true);
    expect(result.manifest).toMatchObject({ logPosition: 2, undecided: { deliveries: 1, mails: 0 } });
    expect(existsSync(path.join(target.dataDir, 'restore.unfinished'))).toBe(false);
  });

  it('has its name only when it is whole: what fails on the way leaves nothing', async () => {
    const connection = await PlainConnection.open(test.url);
    const files = new FileStore({ dataDir: at('here') });
    const secrets = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder });
    const fails = { begin: () => undefined, advance: () => undefined, verifying: () => { throw new Error('power cut') } }; // prettier-ignore
    await expect(backUp(at('cut.tar.gz'), { connection, files, secrets, version: '1' }, { progress: fails })).rejects.toThrow('power cut');
    await connection.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('cut'))).toEqual([]);
  });

  it('sees one moment, whatever is written while it is made', async () => {
    const connection = await PlainConnection.open(test.url);
    const secrets = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder });
    const before = await everythingIn(test.url);
    let later: Promise<void> | undefined;
    const progress = {
      begin: () => undefined,
      advance: () =>
        void (later ??= source.run(
          `update topic set vote_count = vote_count + 1; update person set name = 'later' where handle = 'helper'`,
        )),
      verifying: () => undefined,
    };
    await backUp(at('moment.tar.gz'), { connection, files: new FileStore({ dataDir: at('here') }), secrets, version: '1' }, { progress });
    await connection.close();
    await later;
    const target = await targetIn('moment');
    await restore(at('moment.tar.gz'), target);
    expect(await everythingIn(target.url)).toEqual(before);
    await source.run(`update topic set vote_count = vote_count - 1; update person set name = 'Ёлка 🎄' where handle = 'helper'`);
  });

  it('has no key and no session unless the key is asked for', async () => {
    const { default: zlib } = await import('node:zlib');
    const plain = zlib.gunzipSync(await readFile(await backedUp())).toString('latin1');
    expect(plain.includes(KEY)).toBe(false);
    expect(plain.includes('tables/session')).toBe(false);
    expect(plain.includes('tables/person')).toBe(true);
    const target = { ...(await targetIn('keyed')), hasKeyOfItsOwn: false };
    await restore(await backedUp(undefined, true), target);
    expect((await readFile(path.join(target.dataDir, 'secret.key'), 'utf8')).trim()).toBe(KEY);
  });

  it('tells of files that texts show and the disk has not', async () => {
    const lost = newId();
    await source.run(`insert into file (id, owner_person_id, topic_id, audience_id, topic_state, media_type, width, height, bytes, created_at)
      select '${lost}', author_person_id, id, 1, 'published', 'image/webp', 1, 1, 1, now() - interval '1 day' from topic`);
    const target = await targetIn('lacking');
    const { contents } = await restore(await backedUp(), target);
    expect(contents.missingFiles).toEqual([lost]);
    await source.run(`delete from file where id = '${lost}'`);
  });
});

describe('a restore', () => {
  it('refuses a database with a portal, and takes it when told to replace it', async () => {
    const file = await backedUp();
    const target = await targetIn('twice');
    await restore(file, target);
    await expect(restore(file, target)).rejects.toMatchObject({ reason: 'portal' });
    await restore(file, target, { replace: true });
    expect(await everythingIn(target.url)).toEqual(await everythingIn(test.url));
  });

  it('refuses a database of somebody else, one that is in use, and a folder with files', async () => {
    const file = await backedUp();
    const foreign = await targetIn('foreign', await emptyDatabase('template0'));
    await run(foreign.url, 'create table ledger (n integer)');
    await expect(restore(file, foreign)).rejects.toMatchObject({ reason: 'foreign' });
    const used = await targetIn('used');
    const user = await used.open();
    await expect(restore(file, used)).rejects.toMatchObject({ reason: 'connected' });
    await user.close();
    await expect(restore(file, await targetIn('here'))).rejects.toMatchObject({ reason: 'files' });
  });

  it('finds every damage before it touches anything: one bit, a cut, another file', async () => {
    const file = await backedUp();
    const whole = await readFile(file);
    const target = await targetIn('damaged');
    const reasons = new Set<string>();
    for (let nth = 0; nth < 6; nth += 1) {
      const broken = Buffer.from(whole);
      const place = Math.floor((whole.length * (nth + 0.5)) / 6);
      broken[place] = broken[place]! ^ 4;
      await writeFile(at('broken.tar.gz'), broken);
      const error = await restore(at('broken.tar.gz'), target).catch((fault: { reason?: string }) => fault);
      reasons.add(String((error as { reason?: string }).reason));
    }
    expect([...reasons].filter((reason) => !['unreadable', 'changed', 'cut'].includes(reason))).toEqual([]);
    await truncate(file, whole.length - 100);
    await expect(restore(file, target)).rejects.toBeInstanceOf(BrokenBackup);
    await writeFile(at('letter.txt'), 'Dear reader');
    await expect(restore(at('letter.txt'), target)).rejects.toMatchObject({ reason: 'unreadable' });
    expect(await run(target.url, 'select count(*)::integer as n from person')).toEqual([{ n: 0 }]);
  });

  it('that broke off leaves no row, and does its work when it is run again', async () => {
    const file = await backedUp();
    const target = await targetIn('broken-off');
    const breaks = { verifying: () => undefined, begin: () => undefined, advance: () => undefined, checking: () => { throw new Error('kill') } }; // prettier-ignore
    await expect(restore(file, target, { progress: breaks })).rejects.toThrow('kill');
    expect(await run(target.url, 'select count(*)::integer as n from person')).toEqual([{ n: 0 }]);
    expect(existsSync(path.join(target.dataDir, 'restore.unfinished'))).toBe(true);
    await restore(file, target);
    expect(await everythingIn(target.url)).toEqual(await everythingIn(test.url));
  });

  it('of a row whose parent is missing is refused, and nothing stays', async () => {
    await source.run(`begin; alter table reply_vote disable trigger all;
      insert into reply_vote values ('${newId()}', '${newId()}', 1, 'published', '${newId()}', now()); alter table reply_vote enable trigger all; commit`);
    const file = await backedUp();
    await source.run('delete from reply_vote');
    const target = await targetIn('orphan');
    await expect(restore(file, target)).rejects.toThrow('violates foreign key constraint');
    expect(await run(target.url, 'select count(*)::integer as n from person')).toEqual([{ n: 0 }]);
  });

  it('needs no superuser: the owner of an empty database is enough, for the next backup too', async () => {
    const user = `owner_${randomBytes(4).toString('hex')}`;
    await admin.query(`create role ${user} login password 'x'; grant portal_public to ${user}`);
    const url = new URL(await emptyDatabase('template0'));
    await admin.query(`alter database ${url.pathname.slice(1)} owner to ${user}`);
    [url.username, url.password] = [user, 'x'];
    const target = await targetIn('owned', url.href);
    const { manifest } = await restore(await backedUp(), target);
    const connection = await target.open();
    const secrets = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder });
    const again = await backUp(at('owned.tar.gz'), { connection, files: target.files, secrets, version: '1' });
    await connection.close();
    expect(again.manifest.tables).toEqual(manifest.tables);
    owners.push(user);
  });

  it('for a drill lets nothing out', async () => {
    const target = await targetIn('drill');
    await restore(await backedUp(), target, { paused: true });
    expect(await run(target.url, 'select state from crm_connection')).toEqual([{ state: 'paused' }]);
  });

  it('of an older schema goes through its own migrations and then the newer ones; of a newer one it is refused', async () => {
    const files = migrationFiles(MIGRATIONS);
    const later = at('later-migrations');
    await copyMigrations(later, files.map(({ file }) => file)); // prettier-ignore
    await writeFile(path.join(later, '1999999999999-later.sql'), `alter table topic add column tone text not null default 'calm';`);
    const target = { ...(await targetIn('older')), migrations: later };
    const { migrated } = await restore(await backedUp(), target);
    expect(migrated).toEqual(['later-1999999999999']);
    expect(await run(target.url, 'select title, tone, vote_count from topic')).toEqual([{ title: 'Почему?', tone: 'calm', vote_count: 3 }]);
    const secrets = new Secrets({ VECHE_SECRET_KEY: KEY, dataDir: folder });
    const connection = await PlainConnection.open(target.url);
    await backUp(at('newer.tar.gz'), { connection, files: new FileStore({ dataDir: at('here') }), secrets, version: '2' });
    await connection.close();
    await expect(restore(at('newer.tar.gz'), await targetIn('newer'))).rejects.toMatchObject({ reason: 'newer-schema' });
  });
});

async function copyMigrations(to: string, files: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of files) await copyFile(file, path.join(to, path.basename(file)));
}

async function run(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
