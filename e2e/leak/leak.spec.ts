import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import pg from 'pg';
import type { Client } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { eventually } from '@veche/platform/testing';
import { type Ground, plant } from './canaries.js';
import { withoutAddress } from './sameness.js';
import { type Guesses, probesOf, unguessed } from './schema-walk.js';

// One walk asks several hundred questions.
jest.setTimeout(300_000);

let portal: RunningPortal;
let ground: Ground;
let schema: GraphQLSchema;
let guesses: Guesses;

beforeAll(async () => {
  portal = await startPortal();
  ground = await plant(portal);
  await derived();
  schema = buildClientSchema(await ground.visitor.ask<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
  guesses = guessesOf(ground);
}, 300_000);
afterAll(() => portal.close());

/** Waits until everything derived (demand, search, notifications) is there: before we look for it. */
function derived(): Promise<unknown> {
  return eventually(async () => {
    const [row] = await portal.query<{ behind: string }>(
      `select coalesce(max(h.position - c.position), 1) + (select count(*) from interaction where position is null) as behind from consumer_cursor c, log_head h`,
    );
    return row?.behind === '0';
  });
}

/** Whoever leaks is assumed to know every key, id, handle and tag. */
function guessesOf({ planted, author, representative, publicKey, links }: Ground): Guesses {
  const groups = planted.flatMap(({ group }) => group ?? []);
  const tags = planted.map(({ canaries }) => canaries[2]!);
  return {
    key: [...planted.map(({ key }) => key), publicKey],
    slug: [...tags, ...groups],
    group: groups,
    path: planted.map(({ path }) => path),
    tag: tags,
    handle: [author.handle, representative.handle],
    query: planted.flatMap(({ canaries }, i) => canaries.slice(i % 4, (i % 4) + 1)),
    title: planted.map(({ canaries }) => `Hidden ${canaries[0]}`),
    markdown: ['plain'],
    token: ['nothing', ...links],
    product: ['none'],
    connection: ['00000000-0000-7000-8000-000000000000'],
    interaction: ['00000000-0000-7000-8000-000000000000'],
    id: planted.map(({ id }) => id),
    reply: planted.map(({ replyId }) => replyId),
    mine: [true],
  };
}

/** All that this client can get out of GraphQL, with the field it came from. */
async function walk(client: Client): Promise<{ field: string; text: string }[]> {
  const found: { field: string; text: string }[] = [];
  for (const { field, query, variables } of probesOf(schema, guesses)) {
    const answer = await client.graphql(query, variables);
    const refusals = (answer.errors ?? []).map(({ message, extensions }) => `${extensions.code} ${message}`);
    // A probe that the limits refuse would prove nothing.
    if (refusals.some((refusal) => /^INVALID .*(levels|costs|aliases|Syntax|Cannot query)/.test(refusal)))
      throw new Error(`${field}: ${refusals.join('; ')}`);
    found.push({ field, text: withoutEcho(JSON.stringify(answer), variables) });
  }
  return found;
}

/** An answer may repeat what the asker said. */
function withoutEcho(text: string, variables: Record<string, unknown>): string {
  return Object.values(variables).reduce<string>(
    (left, value) => (typeof value === 'string' && value.includes('canary') ? left.replaceAll(value, '') : left),
    text,
  );
}

function hiddenFrom(who: 'visitor' | 'member'): string[] {
  return ground.planted.filter(({ audience }) => who === 'visitor' || audience !== 'MEMBERS').flatMap(({ canaries }) => canaries);
}

/** Words that stand in groups alone. */
function inGroups(): string[] {
  return ground.planted.filter(({ group }) => group !== null).flatMap(({ canaries }) => canaries);
}

/** Members who are in none of the groups, and how they came to be so. */
const OUTSIDERS = ['a member', 'somebody who left', 'somebody banned', 'a member of another group', 'somebody invited', 'somebody who asked', 'somebody declined'] as const; // prettier-ignore
function outsider(who: (typeof OUTSIDERS)[number]): Client {
  const { member, outsiders: o } = ground;
  return [member, o.left, o.banned, o.elsewhere, o.invited, o.asked, o.declined][OUTSIDERS.indexOf(who)]!;
}

/** Notes are for staff whatever they are about, also on a topic that members see. */
function notesHiddenFromMembers(): string[] {
  return ground.planted.map(({ canaries }) => canaries[5]!);
}

describe('the walk through every GraphQL field', () => {
  it('has a guess for every argument that a query needs', () => {
    expect(unguessed(schema, guesses)).toEqual([]);
  });

  it('finds every canary as somebody who may see it all (positive control)', async () => {
    const text = [...(await walk(ground.representative)), ...(await walk(ground.author))].map((one) => one.text).join('\n');
    const missed = ground.planted.flatMap(({ canaries }) => canaries).filter((canary) => !text.includes(canary));
    expect(missed).toEqual([]);
  });

  it('finds none as a visitor', async () => {
    const leaks = (await walk(ground.visitor)).filter(({ text }) => hiddenFrom('visitor').some((canary) => text.includes(canary)));
    expect(leaks.map(({ field }) => field)).toEqual([]);
  });

  it.each(OUTSIDERS)('finds none of staff or private topics or groups, and no note, as %s', async (who) => {
    const secret = [...hiddenFrom('member'), ...notesHiddenFromMembers()];
    const leaks = (await walk(outsider(who))).filter(({ text }) => secret.some((canary) => text.includes(canary)));
    expect(leaks.map(({ field }) => field)).toEqual([]);
  });

  it('finds nothing of groups as a moderator or admin of the site, who are in none', async () => {
    const secret = inGroups();
    for (const client of [ground.moderator, ground.admin]) {
      const leaks = (await walk(client)).filter(({ text }) => secret.some((canary) => text.includes(canary)));
      expect(leaks.map(({ field }) => field)).toEqual([]);
    }
  });
});

describe('the walk through every page', () => {
  /** Follows every link of the portal from the front page and from every address that could be guessed. */
  async function crawl(client: Client): Promise<{ path: string; html: string; status: number }[]> {
    const { planted, author, representative, links } = ground;
    const queue = [
      '/',
      ...[
        '/questions',
        '/problems',
        '/ideas',
        '/praise',
        '/updates',
        '/ask',
        '/faq',
        '/tags',
        '/products',
        '/notifications',
        '/settings',
        '/crm',
        '/admin',
        '/admin/people',
        '/admin/mail',
      ],
      '/groups',
      ...links.map((token) => `/invitation/${token}`),
      ...planted.flatMap(({ group }) =>
        group === null ? [] : ['', '/members', '/requests', '/settings', '/faq'].map((page) => `/g/${group}${page}`),
      ),
      ...planted.flatMap(({ path, key, canaries }) => [
        path,
        `/t/${key}/x`,
        `${path}/history`,
        `${path}/edit`,
        `${path}/flag`,
        `/tags/${canaries[2]}`,
        `/search?q=${canaries[0]}`,
      ]),
      `/people/${author.handle}`,
      `/people/${representative.handle}`,
      '/no-such-page',
    ];
    const seen = new Map<string, { path: string; html: string; status: number }>();
    while (queue.length > 0 && seen.size < 400) {
      const path = queue.shift()!;
      if (seen.has(path)) continue;
      const { status, html, location } = await client.page(path);
      seen.set(path, { path, html, status });
      const links = [...html.matchAll(/(?:href|src|action)="(\/[^"#]*)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
      queue.push(
        ...[...links, ...(location?.startsWith('/') ? [location] : [])].filter(
          (link) => !/^\/(assets|theme|graphql)|[?&](lang|theme)=/.test(link),
        ),
      );
    }
    return [...seen.values()];
  }

  function leaksIn(pages: { path: string; html: string }[], secrets: string[]): string[] {
    return pages
      .filter(({ path, html }) =>
        secrets.some(
          (canary) => html.replaceAll(decodeURIComponent(path), '').replaceAll(path, '').includes(canary) && !path.includes(canary),
        ),
      )
      .map(({ path }) => path);
  }

  it('finds titles, texts and replies as their author (positive control)', async () => {
    const text = (await crawl(ground.author)).map(({ html }) => html).join('\n');
    const own = ground.planted
      .filter(({ audience }) => audience !== 'STAFF')
      .flatMap(({ canaries }) => canaries.filter((_canary, place) => [0, 1, 2, 3, 4, 6].includes(place)));
    expect(own.filter((canary) => !text.includes(canary))).toEqual([]);
  });

  it('finds nothing hidden as a visitor', async () => {
    expect(leaksIn(await crawl(ground.visitor), hiddenFrom('visitor'))).toEqual([]);
  });

  it.each(OUTSIDERS)('finds nothing hidden as %s', async (who) => {
    expect(leaksIn(await crawl(outsider(who)), [...hiddenFrom('member'), ...notesHiddenFromMembers()])).toEqual([]);
  });

  it('finds nothing of groups as a moderator or admin of the site', async () => {
    for (const client of [ground.moderator, ground.admin]) expect(leaksIn(await crawl(client), inGroups())).toEqual([]);
  });

  it('answers a hidden address exactly as one that never existed', async () => {
    const { key } = ground.planted.find(({ audience }) => audience === 'STAFF')!;
    const [hidden, missing] = [await ground.visitor.page(`/t/${key}/any`), await ground.visitor.page('/t/zzzzzzzz/any')];
    expect(hidden.status).toBe(404);
    expect(withoutAddress(hidden.html, key)).toBe(withoutAddress(missing.html, 'zzzzzzzz'));
  });
});

describe('files', () => {
  it('are streamed to those who see the topic, and are nothing to others', async () => {
    for (const { audience, fileId } of ground.planted) {
      const sees = async (client: Client) => (await client.fetch(`/files/${fileId}`)).status;
      expect([audience, await sees(ground.visitor)]).toEqual([audience, 404]);
      expect([audience, await sees(ground.member)]).toEqual([audience, audience === 'MEMBERS' ? 200 : 404]);
      expect([audience, await sees(ground.representative)]).toEqual([audience, 200]);
      if (audience === 'CLOSED' || audience === 'UNLISTED')
        for (const client of [ground.moderator, ground.admin, ...Object.values(ground.outsiders)])
          expect([audience, await sees(client)]).toEqual([audience, 404]);
    }
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
    const leaks = rows.filter(({ text }) => hiddenFrom('visitor').some((canary) => text.includes(canary)));
    expect(leaks.map(({ table }) => table)).toEqual([]);
    expect(readable.rows.length).toBeGreaterThan(15);
    expect(rows.filter(({ text }) => text.includes('A public question')).map(({ table }) => table)).toContain('topic');
  });
});

describe('counts', () => {
  it('do not tell a visitor that something hidden was added', async () => {
    const numbers = async () =>
      (await ground.visitor.ask(
        `{ site { products { topicCount } } tags { name topicCount } topics { nodes { key } pageInfo { hasNextPage } } }`,
      )) as unknown;
    const before = await numbers();
    await ground.representative.ask(
      `mutation { ask(input: { kind: QUESTION, audience: STAFF, title: "Another hidden one", body: "x", tags: ["open"] }) { key } }`,
    );
    expect(await numbers()).toEqual(before);
  });

  it('do not tell somebody outside a group that something was added in it', async () => {
    const numbers = async (client: Client) =>
      (await client.ask(
        `{ site { products { topicCount } } tags { name topicCount } topics { nodes { key } pageInfo { hasNextPage } } groups { nodes { slug memberCount requestCount } }
           mostNeeded { topic { key } } search(query: "another") { topics { key } } }`,
      )) as unknown;
    const watching = [ground.visitor, ground.member, ground.moderator, ...Object.values(ground.outsiders)];
    const before = await Promise.all(watching.map(numbers));
    for (const { group } of ground.planted)
      if (group !== null)
        await ground.representative.ask(`mutation ($input: AskInput!) { ask(input: $input) { key } }`, {
          input: { kind: 'QUESTION', title: 'Another one in a group', body: 'x', tags: ['open', 'new'], group },
        });
    await derived();
    expect(await Promise.all(watching.map(numbers))).toEqual(before);
  });
});
