import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import pg from 'pg';
import { eventually } from '@veche/platform/testing';
import type { Client } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { type Ground, plant } from './canaries.js';
import { Ears } from './ears.js';
import { walk } from './field-walk.js';
import { OUTSIDERS, WALKERS, derived, guessesOf, hiddenFrom, outsider } from './ground.js';
import { withoutAddress, withoutChance } from './sameness.js';
import type { Guesses } from './schema-walk.js';
import { another, replyTo } from './sowing.js';

// One walk asks several hundred questions.
jest.setTimeout(600_000);

let portal: RunningPortal;
let ground: Ground;
let schema: GraphQLSchema;
let guesses: Guesses;

beforeAll(async () => {
  portal = await startPortal();
  ground = await plant(portal);
  await derived(portal);
  schema = buildClientSchema(await ground.visitor.ask<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
  guesses = guessesOf(ground);
}, 600_000);
afterAll(async () => {
  ground?.ears.forEach((ears) => ears.close());
  await portal.close();
});

const everybodyOutside = (): Client[] => [ground.visitor, ...OUTSIDERS.map((who) => outsider(ground, who))];

describe('what is kept for the next reader', () => {
  it('is never what a member read, nor is its label known to others', async () => {
    for (const address of [
      ...ground.planted.flatMap(({ path: canonical, key }) => [canonical, `/t/${key}/x`]),
      `/t/${ground.publicKey}/x`,
      '/',
      '/ideas',
      '/groups',
      '/search?q=hidden',
    ]) {
      const html = { accept: 'text/html' };
      const theirs = await ground.author.fetch(address, { headers: html });
      const label = theirs.headers.get('etag');
      expect(theirs.headers.get('cache-control')).toMatch(/private|no-store/);
      for (const client of [ground.visitor, ground.member]) {
        for (const headers of [html, { ...html, 'if-none-match': label ?? '"none"' }, { ...html, 'if-none-match': '*' }]) {
          const got = await client.fetch(address, { headers });
          const hidden = hiddenFrom(ground, client === ground.visitor ? 'visitor' : 'member');
          const text = `${[...got.headers].join('\n')}\n${await got.text()}`.replaceAll(
            /canary/.test(address) ? address.split('/').at(-1)! : address,
            '',
          );
          expect([address, hidden.filter((canary) => text.includes(canary))]).toEqual([address, []]);
          if (label !== null) expect(got.headers.get('etag')).not.toBe(label);
        }
      }
    }
  });

  it('is gone the moment its topic moves into a group', async () => {
    const open = await another(ground.representative, 'Slate and marl');
    const html = { accept: 'text/html' };
    for (let i = 0; i < 2; i += 1)
      expect(await (await ground.visitor.fetch(open.path, { headers: html })).text()).toContain('Slate and marl');
    const label = (await ground.visitor.fetch(open.path, { headers: html })).headers.get('etag');
    const { group } = ground.planted.find(({ audience }) => audience === 'UNLISTED')!;
    await ground.representative.ask(`mutation ($topic: ID!, $group: String) { moveTopic(topic: $topic, group: $group) { id } }`, {
      topic: open.id,
      group,
    });
    for (const headers of [html, { ...html, 'if-none-match': label ?? '' }]) {
      const next = await ground.visitor.fetch(open.path, { headers });
      expect([next.status, (await next.text()).replaceAll(open.path, '').includes('Slate')]).toEqual([404, false]);
    }
    for (const address of ['/', '/questions']) expect((await ground.visitor.page(address)).html).not.toContain('Slate');
  });
});

describe('every route of the access table', () => {
  const ID = '00000000-0000-7000-8000-00000000bbbb';
  /** What to fetch, of one id; those of no id are fetched as they are. */
  const SAMPLES: Record<string, (id: string) => [method: string, address: string]> = {
    'MetricsController.scrape': () => ['GET', '/metrics'],
    'PictureController.show': (id) => ['GET', `/auth/pictures/${id}`],
    'AuthController.start': () => ['GET', '/auth/vkid'],
    'AuthController.finish': () => ['GET', '/auth/vkid/callback?code=x&state=y'],
    'DataDeletionController.forget': () => ['POST', '/auth/facebook/deletion'],
    'DataDeletionController.show': (id) => ['GET', `/auth/facebook/deletion/${id}`],
    'FileController.upload': () => ['POST', '/files'],
    'FileController.show': (id) => ['GET', `/files/${id}`],
    'StopController.ask': (id) => ['GET', `/mail/stop?token=${id}`],
    'StopController.stop': (id) => ['POST', `/mail/stop?token=${id}`],
  };
  const declared = async () => {
    const table = await readFile(path.resolve(import.meta.dirname, '../../apps/server/ACCESS.md'), 'utf8');
    return [...table.matchAll(/^\| route \| `([^`]+)`/gm)].map((match) => match[1]!);
  };

  it('has a sample', async () => {
    expect(await declared()).toEqual(expect.arrayContaining(Object.keys(SAMPLES)));
    expect((await declared()).filter((route) => !Object.hasOwn(SAMPLES, route))).toEqual([]);
  });

  it('answers nothing hidden, and of a hidden id what it answers of none', async () => {
    for (const route of await declared()) {
      const get = async (client: Client, id: string) => {
        const [method, address] = SAMPLES[route]!(id);
        const answer = await client.fetch(address, { method });
        const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id'].includes(name) && !/limit/.test(name));
        return `${answer.status} ${JSON.stringify(headers)} ${await answer.text()}`.replaceAll(id, '…');
      };
      for (const client of everybodyOutside()) {
        const never = await get(client, ID);
        if (route === 'MetricsController.scrape') {
          expect(hiddenFrom(ground, 'visitor').filter((canary) => never.includes(canary))).toEqual([]);
          continue;
        }
        for (const { audience, id, replyId, fileId } of ground.planted.filter((one) => one.audience !== 'MEMBERS'))
          for (const hidden of [id, replyId, fileId])
            expect([route, audience, await get(client, hidden)]).toEqual([route, audience, never]);
      }
    }
  });

  it('gives files to those who see the topic (positive control)', async () => {
    for (const { audience, fileId } of ground.planted) {
      const client = audience === 'HELD' ? ground.newcomer : audience === 'STAFF' ? ground.representative : ground.author;
      const file = await client.fetch(`/files/${fileId}`);
      expect([audience, file.status, (await file.arrayBuffer()).byteLength > 30]).toEqual([audience, 200, true]);
      expect(file.headers.get('cache-control')).toMatch(/private/);
    }
    const member = ground.planted.find(({ audience }) => audience === 'MEMBERS')!.fileId;
    expect([(await ground.visitor.fetch(`/files/${member}`)).status, (await ground.member.fetch(`/files/${member}`)).status]).toEqual([
      404, 200,
    ]);
  });
});

describe('the role of anonymous reading', () => {
  it('finds nothing hidden in any column that it may read, and something in some (positive control)', async () => {
    const client = new pg.Client({ connectionString: portal.databaseUrl });
    await client.connect();
    const readable = await client.query<{ table: string; columns: string }>(
      `select format('%I', table_name) as table, string_agg(format('%I', column_name), ', ') as columns from information_schema.column_privileges
       where grantee = 'portal_public' and privilege_type = 'SELECT' and table_schema = 'public' group by 1 order by 1`,
    );
    await client.query('set role portal_public');
    const rows: { table: string; text: string }[] = [];
    for (const { table, columns } of readable.rows) {
      const found = await client.query<{ text: string }>(`select row_to_json(x)::text as text from (select ${columns} from ${table}) x`);
      rows.push(...found.rows.map(({ text }) => ({ table, text })));
    }
    await client.end();
    const leaks = rows.filter(({ text }) => hiddenFrom(ground, 'visitor').some((canary) => text.includes(canary)));
    expect(leaks.map(({ table }) => table)).toEqual([]);
    expect(readable.rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ text }) => text.includes('A public question')).map(({ table }) => table)).toContain('topic');
  });
});

describe('what is done to what is hidden', () => {
  const later = { words: new Map<string, string>(), replies: [] as string[] };

  it('changes no count, order or total for anybody outside', async () => {
    const everything = { ...guesses, query: ['hidden', 'public question'], title: ['Hidden public question'] };
    const watching = [ground.visitor, ...WALKERS.map((who) => outsider(ground, who))];
    const pages = ['/', '/questions', '/ideas', '/updates', '/faq', '/tags', '/tags/open', '/products', '/groups', `/t/${ground.publicKey}/x`, '/search?q=hidden', `/people/${ground.author.handle}`, `/people/${ground.representative.handle}`, ...(ground.planted.flatMap(({ group }) => (group === null ? [] : [`/g/${group}`])))]; // prettier-ignore
    const look = async () => {
      const looks: Record<string, string> = {};
      for (const [i, client] of watching.entries()) {
        if (i < 2)
          for (const { field, text } of await walk(client, schema, everything))
            looks[`${i} ${field} ${Object.keys(looks).length}`] = withoutChance(text);
        for (const address of pages) {
          const answer = await client.fetch(address, { headers: { accept: 'text/html' } });
          looks[`${i} ${address}`] = `${answer.status} ${withoutAddress(withoutChance(await answer.text()), 'zzzzzzzz')}`;
        }
      }
      return looks;
    };
    const before = await look();
    for (const one of ground.planted.filter(({ audience }) => audience !== 'HELD')) {
      const word = `canarylater${one.audience.toLowerCase()}x`;
      if (one.audience !== 'MEMBERS') {
        // As much again of everything, from the same people.
        await another(ground.representative, 'One more that is hidden', one.group === null ? { audience: 'STAFF' } : { group: one.group });
        later.replies.push(await replyTo(ground.representative, one.id, `Later ${word}`));
        later.words.set(one.audience, word);
        await ground.representative.graphql(`mutation ($topic: ID!) { voteTopic(topic: $topic) { id } }`, { topic: one.id });
        await ground.author.graphql(`mutation ($reply: ID!) { voteReply(reply: $reply) { id } markSolution(reply: $reply) { id } }`, {
          reply: one.replyId,
        });
      }
    }
    await derived(portal);
    const after = await look();
    expect(Object.keys(before).length).toBeGreaterThan(200);
    for (const [what, text] of Object.entries(before)) expect([what, after[what]]).toEqual([what, text]);
    expect(Object.keys(after)).toEqual(Object.keys(before));
  });

  it('is heard on no socket, by nobody outside, and not by who was removed with the page open', async () => {
    const ids = ground.planted.filter(({ audience }) => audience !== 'MEMBERS').map(({ id }) => id);
    const outside = everybodyOutside().map((client) => new Ears(portal.url, client.cookie, ids));
    const inside = new Ears(portal.url, ground.representative.cookie, ids);
    for (const ears of [...outside, inside]) await ears.connected();
    const replies: string[] = [];
    for (const { audience, id } of ground.planted)
      if (!['MEMBERS', 'HELD'].includes(audience))
        replies.push(await replyTo(ground.representative, id, `Once more canarylater${audience.toLowerCase()}x`));
    const open = await another(ground.representative, 'Heard by all');
    const heard = (ears: Ears, id: string) => ears.frames.some((frame) => frame.includes(id));
    // What everybody hears was told after what nobody should: then silence is no matter of patience.
    await eventually(() => [...outside, inside].every((ears) => heard(ears, open.id)) && replies.every((id) => heard(inside, id)), 120_000);
    for (const ears of [...outside, ...ground.ears]) {
      const told = ears.frames.join('\n');
      expect([...replies, ...later.replies].filter((id) => told.includes(id))).toEqual([]);
      expect(told).not.toMatch(/canary/);
    }
    [...outside, inside].forEach((ears) => ears.close());
  });

  it('is written to nobody outside, though some of them followed it', async () => {
    await derived(portal);
    const folder = path.join(portal.dataDir, 'mail');
    const letters = await Promise.all(
      (await readdir(folder)).map(async (file) => (await readFile(path.join(folder, file), 'utf8')).replaceAll('=\r\n', '')),
    );
    // Who was in may have been told of what was said by then; of what came later, nobody was.
    const before = new Set([ground.outsiders.left, ground.outsiders.banned, ground.outsiders.removed]);
    const news = [...later.words.values()];
    const people = OUTSIDERS.map((who) => outsider(ground, who));
    const wrong = people.flatMap((person) => {
      const hidden = before.has(person) ? news : [...news, ...hiddenFrom(ground, 'member')];
      return letters.filter((letter) => letter.includes(person.email) && hidden.some((canary) => letter.includes(canary)));
    });
    expect(wrong).toEqual([]);
    const { email } = ground.author;
    expect(letters.filter((letter) => letter.includes(email) && letter.includes(later.words.get('UNLISTED')!))).not.toEqual([]);
    const told = await portal.query(
      `select n.kind from notification n join topic t on t.id = n.topic_id where n.person_id = any($1::uuid[]) and t.audience_id > 2 and n.reply_id = any($2::uuid[])`,
      [people.map(({ personId }) => personId), later.replies],
    );
    expect(told).toEqual([]);
  });
});
