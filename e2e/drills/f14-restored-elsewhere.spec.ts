import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, PASSWORD, signedUp } from '../support/client.js';
import { discrepancies } from '../support/ledger-check.js';
import { type OwnPortal, emptyFolder, startOwnPortal } from '../support/own-portal.js';
import { type CommandEnd, veche } from '../support/veche.js';
import { Ledger, type Write, everybodyWrites, seedTopics, seedWriters } from '../support/writers.js';

/** Fault F14 as far as decision 30 goes: a backup beside writes, the portal killed, everything brought back in another place. */
const isSmall = process.env['VECHE_STORM'] === 'small';
const POSTS = isSmall ? 2_000 : 100_000;
const LONG = 45 * 60_000;
const RTO_MINUTES = 15;

describe(`a backup of ${POSTS} posts beside fifty who write, the portal killed, restored elsewhere`, () => {
  const ledger = new Ledger();
  const pictures = new Map<string, string>();
  let here: OwnPortal;
  let there: OwnPortal;
  let file: string;
  let backup: CommandEnd;
  let restored: CommandEnd;
  let before: Write[];
  let startedAfter: number;

  beforeAll(async () => {
    here = await startOwnPortal();
    const [first, ...writers] = await seedWriters(here.query, 51);
    const topics = await seedTopics(here.portal.url, first!, 20);
    await manyReplies(here, topics);
    const member = await signedUp(here.portal, 'Mara Keeper');
    for (let nth = 0; nth < 5; nth += 1) await showPicture(member, topics[nth]!);
    const stopping = new AbortController();
    const writing = everybodyWrites(here.portal.url, { writers, topics, ledger, signal: stopping.signal });
    for (let patience = 3_000; patience > 0 && ledger.acknowledged.length < 100; patience -= 1) await pause(20);
    before = ledger.acknowledged;
    file = path.join(here.dataDir, 'town.tar.gz');
    backup = await veche(['backup', file], { DATA_DIR: here.dataDir, DATABASE_URL: '' });
    await here.portal.kill();
    stopping.abort();
    await writing;
    const folder = await emptyFolder();
    restored = await veche(['restore', file], { DATA_DIR: folder, DATABASE_URL: '' });
    const began = performance.now();
    there = await startOwnPortal({}, folder);
    startedAfter = (performance.now() - began) / 1000;
    process.stdout.write(
      `F14: ${POSTS} posts, ${before.length} writes acknowledged before the backup and ${ledger.acknowledged.length - before.length} beside it; ` +
        `backup ${backup.seconds.toFixed(1)} s, restore ${restored.seconds.toFixed(1)} s, start ${startedAfter.toFixed(1)} s\n`,
    );
  }, LONG);
  afterAll(async () => {
    await there?.close();
    await here?.close();
    await rm(file, { force: true });
  });

  /** Most of the posts, as many as asked for, with their interactions. */
  async function manyReplies(own: OwnPortal, topics: string[]): Promise<void> {
    await own.query(
      `with t as (select id, row_number() over () as nth from topic where id = any($1::uuid[])),
         made as (insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_name, created_at)
           select gen_random_uuid(), t.id, 1, 'published', 'ANSWER', 'Post number ' || n || ' of the town.', '<p>Post number ' || n || ' of the town.</p>', 'Old', now()
           from generate_series(1, $2::integer) as n join t on t.nth = 1 + n % (select count(*) from t) returning id, topic_id),
         logged as (insert into interaction (id, occurred_at, recorded_at, channel, kind, topic_id, reply_id, audience_id, is_imported, payload)
           select uuidv7_floor(now() + row_number() over () * interval '1 millisecond'), now(), now(), 'import', 'reply.posted', topic_id, id, 1, true, '{"replyKind": "ANSWER"}' from made)
       update topic set answer_count = answer_count + (select count(*) from made where made.topic_id = topic.id)`,
      [topics, POSTS],
    );
  }

  /** Uploads a picture and shows it in a reply; its bytes are remembered as they are served. */
  async function showPicture(member: Client, topic: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([PIXEL], { type: 'image/png' }), 'pixel.png');
    const uploaded = (await (await member.fetch('/files', { method: 'POST', body: form })).json()) as { url: string; markdown: string };
    await member.ask(`mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, {
      input: { topic, body: `See: ${uploaded.markdown}` },
    });
    pictures.set(uploaded.url, await digestOf(member, uploaded.url));
  }

  it('says that it is done only when it is, and that the restore worked', () => {
    expect(backup).toMatchObject({ output: expect.stringContaining('read back and found whole'), code: 0 });
    expect(restored).toMatchObject({ output: expect.stringContaining('Restored: everything'), code: 0 });
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it('has every write that was acknowledged before the backup began, once, and nothing of the others twice or by halves', async () => {
    expect(before.length).toBeGreaterThanOrEqual(100);
    const found = await discrepancies(there.query, ledger, before);
    expect({ lost: found.lost, double: found.double, counters: found.counters }).toEqual({ lost: [], double: [], counters: [] });
    expect((await discrepancies(there.query, ledger)).double).toEqual([]);
    const [log] = await there.query<{ n: string; head: string }>(
      'select count(position) as n, (select position from log_head) as head from interaction',
    );
    expect(log!.n).toBe(log!.head);
  });

  it('has every picture, byte by byte', async () => {
    expect(pictures.size).toBe(5);
    const visitor = new Client(there.portal);
    for (const [url, digest] of pictures) expect(await digestOf(visitor, url)).toBe(digest);
  });

  it('lives: signs in, shows, finds and takes', async () => {
    const [{ email } = { email: '' }] = await there.query<{ email: string }>(`select email from account where email like 'mara%'`);
    const member = new Client(there.portal);
    await member.ask(`mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { person { id } } }`, {
      email,
      password: PASSWORD,
    });
    const [topic] = await there.query<{ id: string; key: string; slug: string }>('select id, key, slug from topic order by id limit 1');
    const page = await member.page(`/t/${topic!.key}/${topic!.slug}`);
    expect(page).toMatchObject({ status: 200 });
    expect(page.html).toContain('What holds in storm');
    await member.ask(`mutation ($input: ReplyInput!) { reply(input: $input) { id } }`, {
      input: { topic: topic!.id, body: 'We are back.' },
    });
    expect((await member.page('/search?q=storm')).html).toContain('What holds in storm');
  });

  it('is healthy, says the doctor', async () => {
    const { output } = await veche(['doctor', '--json'], { DATA_DIR: there.dataDir, DATABASE_URL: '' });
    expect(JSON.parse(output)).toEqual([]);
  });

  it(`was back in far less than ${RTO_MINUTES} minutes`, () => {
    expect(restored.seconds + startedAfter).toBeLessThan(RTO_MINUTES * 60);
  });
});

async function digestOf(client: Client, url: string): Promise<string> {
  const response = await client.fetch(url);
  expect(response.status).toBe(200);
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex');
}

/** A picture of one red pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
