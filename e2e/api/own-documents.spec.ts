// The web's own documents are compiled and skip Apollo's pipeline: they must answer what the same text, one space longer and so
// a foreign one, is answered with by graphql-js behind Apollo.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type IntrospectionQuery, Kind, type OperationDefinitionNode, buildClientSchema, getIntrospectionQuery, parse } from 'graphql';
import { Client, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

const FILE = path.resolve(import.meta.dirname, '../../apps/web/src/gql/generated/persisted-documents.json');
const documents = Object.entries(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>).map(([hash, text]) => {
  const operation = parse(text).definitions.find((d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION)!;
  const variables = operation.variableDefinitions?.map(({ variable }) => variable.name.value) ?? [];
  return { name: operation.name!.value, kind: operation.operation, sha256Hash: hash.slice('sha256:'.length), text, variables };
});
const named = (name: string) => documents.find((document) => document.name === name)!;

let portal: RunningPortal;
let asker: Client & { handle: string };
let staff: Client;
let topic: { id: string; key: string };
let replies: string[];

/** A topic of every sort of thing: answers, comments, both verdicts, votes, a note, a status, a deleted reply. */
beforeAll(async () => {
  portal = await startPortal();
  const admin = await administrator(portal);
  asker = await signedUp(portal, 'Asa Asker');
  const helper = await signedUp(portal, 'Hal Helper');
  const rep = await signedUp(portal, 'Rea Presentative');
  for (const role of ['REPRESENTATIVE', 'MODERATOR', 'CRM_ADMIN', 'ADMIN']) await grant(admin, rep.personId, role);
  staff = rep;
  await staff.ask('mutation { saveProduct(input: { name: "Player", description: "The box" }) { id } }');
  const asked = await asker.ask<{ ask: { id: string; key: string } }>(
    'mutation { ask(input: { kind: IDEA, title: "A longer cable for the player", body: "**Please**", tags: ["cables"], products: ["player"] }) { id key } }',
  );
  topic = asked.ask;
  const reply = (client: Client, body: string, parent?: string) =>
    client
      .ask<{ reply: { id: string } }>('mutation ($input: ReplyInput!) { reply(input: $input) { id } }', {
        input: { topic: topic.id, body, ...(parent !== undefined && { parent, kind: 'COMMENT' }) },
      })
      .then((answer) => answer.reply.id);
  replies = [await reply(helper, 'Take two.'), await reply(rep, 'We are making one.'), await reply(helper, 'Oh.')];
  await reply(asker, 'Thank you.', replies[0]);
  const acts: [Client, string, string][] = [
    [helper, 'mutation ($id: ID!) { deleteReply(reply: $id) { id } }', replies[2]!],
    [asker, 'mutation ($id: ID!) { markSolution(reply: $id) { id } }', replies[0]!],
    [rep, 'mutation ($id: ID!) { markOfficial(reply: $id) { id } }', replies[1]!],
    [asker, 'mutation ($id: ID!) { voteReply(reply: $id) { id } }', replies[0]!],
    [helper, 'mutation ($id: ID!) { voteTopic(topic: $id) { id } }', topic.id],
    [rep, 'mutation ($id: ID!) { addNote(topic: $id, body: "Ask Ann") { id } }', topic.id],
    [rep, 'mutation ($id: ID!) { setStatus(topic: $id, status: PLANNED, word: "In spring.") { id } }', topic.id],
  ];
  for (const [client, act, id] of acts) await client.ask(act, { id });
});
afterAll(() => portal.close());

type Sent = { query?: string; sha256Hash?: string };

async function post(
  client: Client,
  { query, sha256Hash }: Sent,
  variables: object = {},
): Promise<{ status: number; type: string; body: object }> {
  const extensions = sha256Hash === undefined ? {} : { extensions: { persistedQuery: { version: 1, sha256Hash } } };
  const response = await client.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...(query !== undefined && { query }), variables, ...extensions }),
  });
  return { status: response.status, type: response.headers.get('content-type')!, body: (await response.json()) as object };
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

/** A value for every variable that the web's queries have. */
function valuesFor(): Record<string, unknown> {
  return {
    ...{ key: topic.key, slug: 'player', handle: asker.handle, tag: 'cables', product: 'player', query: 'cable', title: 'longer cable' },
    ...{ markdown: '*x*', token: 'none', search: true, editing: true, first: 10, order: 'BEST', filter: 'ALL', kind: 'IDEA' },
    ...{ id: NOBODY, connection: NOBODY, interaction: NOBODY, after: null },
  };
}

/** Lists have another order than replies. */
const EXCEPTIONS: Record<string, Record<string, unknown>> = {
  TopicList: { order: 'MOVED' },
  TagHead: { slug: 'cables' },
  Deliveries: { kind: 'topic.asked' },
  MoreDeliveries: { kind: 'topic.asked' },
};

function variablesOf({ name, variables }: (typeof documents)[number]): Record<string, unknown> {
  const values = { ...valuesFor(), ...EXCEPTIONS[name] };
  return Object.fromEntries(variables.filter((variable) => variable in values).map((variable) => [variable, values[variable]]));
}

/**
 * Without what differs from one execution to the next: a search's id, what a clock says, what is sealed, where in the text a fault
 * stands, and which of several fields that fail was the first when one of them takes everything along.
 */
function plain(answer: object): unknown {
  const { data, errors } = ('body' in answer ? answer.body : answer) as { data?: unknown; errors?: unknown };
  const isNothing = errors !== undefined && (data ?? null) === null;
  return JSON.parse(
    JSON.stringify(answer, (key, value: unknown) => {
      if (key === 'path' && isNothing) return null;
      if (['startedAt', 'locations'].includes(key)) return null;
      if (key === 'formToken') return typeof value;
      const isSearch = typeof value === 'object' && value !== null && '__typename' in value && value.__typename === 'SearchResult';
      return isSearch ? { ...value, id: null } : value;
    }),
  );
}

describe('the web’s own documents, compiled', () => {
  const queries = documents.filter(({ kind }) => kind === 'query');
  const mutations = documents.filter(({ kind }) => kind === 'mutation');
  const who: [string, () => Client][] = [
    ['a visitor', () => new Client(portal)],
    ['a member', () => asker],
    ['staff', () => staff],
  ];

  for (const [name, client] of who) {
    it(`answer ${name} as graphql-js answers the same text, errors included`, async () => {
      let withData = 0;
      for (const document of queries) {
        const variables = variablesOf(document);
        const compiled = await post(client(), document, variables);
        const foreign = await post(client(), { query: `${document.text} ` }, variables);
        expect([document.name, compiled.status, plain(compiled.body)]).toEqual([document.name, foreign.status, plain(foreign.body)]);
        withData += Number('data' in compiled.body && compiled.body.data !== null);
      }
      expect(withData).toBeGreaterThan(20);
    });
  }

  it('show the graph they are about: nothing above was equal for being empty', async () => {
    const { body } = await post(asker, named('TopicPage'), variablesOf(named('TopicPage')));
    expect(body).toMatchObject({
      data: {
        topic: {
          ...{ title: 'A longer cable for the player', isSolved: true, isOfficiallyAnswered: true, votes: 1 },
          ...{ products: [{ name: 'Player' }], tags: [{ name: 'cables' }], statusChanges: [{ to: 'PLANNED', at: expect.any(String) }] },
          ...{
            solution: { id: replies[0], bodyMarkdown: null },
            officialAnswer: { id: replies[1], official: { name: 'Rea Presentative' } },
          },
          replies: {
            nodes: expect.arrayContaining([
              expect.objectContaining({ id: replies[0], comments: [expect.objectContaining({ bodyMarkdown: 'Thank you.' })] }),
            ]),
          },
        },
      },
    });
  });

  it('refuse variables that do not fit in the same words, with the same status', async () => {
    const { text, sha256Hash } = named('TopicPage');
    const right = variablesOf(named('TopicPage'));
    for (const wrong of [{}, { ...right, order: 'NONE' }, { ...right, editing: 'yes' }, { ...right, key: 7 }, { ...right, after: [1] }]) {
      const [compiled, foreign] = [await post(asker, { sha256Hash }, wrong), await post(asker, { query: `${text} ` }, wrong)];
      expect(plain(compiled)).toEqual(plain(foreign));
      const { errors } = compiled.body as { errors: { extensions: { code: string } }[] };
      expect([compiled.status, new Set(errors.map(({ extensions }) => extensions.code))]).toEqual([400, new Set(['INVALID'])]);
    }
  });

  it('refuse a visitor every act that needs somebody, in the same words', async () => {
    const input = { SaveProduct: { name: 'X' }, Reply: { topic: NOBODY, body: 'x' }, Ask: { kind: 'IDEA', title: 'x', body: 'x' } };
    const values = {
      ...{
        ...valuesFor(),
        reply: NOBODY,
        topic: NOBODY,
        person: NOBODY,
        tag: NOBODY,
        search: NOBODY,
        body: 'x',
        name: 'x',
        bio: '',
        on: true,
      },
      ...{ role: 'ADMIN', audience: 'STAFF', status: 'DONE', word: 'x', reason: 'x', granted: true, purpose: 'x', accent: '#000000' },
      ...{ helped: true, synonyms: [], current: 'x', next: 'x', ids: [], locale: 'ru', theme: 'dark' },
    } as Record<string, unknown>;
    let refused = 0;
    for (const document of mutations.filter(
      ({ name }) => !/^Sign|ClaimSetup|EditTopic|SaveConnection|RecordSearch|TellHelped/.test(name),
    )) {
      const variables = {
        ...Object.fromEntries(document.variables.map((v) => [v, values[v]])),
        input: input[document.name as keyof typeof input],
      };
      const [compiled, foreign] = [
        await post(new Client(portal), document, variables),
        await post(new Client(portal), { query: `${document.text} ` }, variables),
      ];
      expect([document.name, plain(compiled)]).toEqual([document.name, plain(foreign)]);
      refused += Number(JSON.stringify(compiled.body).includes('UNAUTHENTICATED'));
    }
    expect(refused).toBeGreaterThan(30);
  });
});

describe('a document', () => {
  const cheap =
    'query ($first: Int) { topics(first: $first) { nodes { id faces { id name } products { id slug name } tags { id slug name } } } }';

  it('whose hash is unknown is asked for as text', async () => {
    const { body } = await post(asker, { sha256Hash: '0'.repeat(64) });
    expect(body).toMatchObject({ errors: [{ message: 'PersistedQueryNotSupported' }] });
    expect(body).not.toHaveProperty('data');
  });

  it('that is altered is not ours, whatever hash it claims', async () => {
    const { sha256Hash } = named('Frame');
    const { body } = await post(new Client(portal), { query: '{ __schema { types { name } } }', sha256Hash });
    expect(body).not.toHaveProperty('data');
  });

  it('of others that is repeated answers the same, and its limit on cost holds each time', async () => {
    const first = (await post(asker, { query: cheap }, { first: 5 })).body;
    for (let i = 0; i < 15; i += 1) expect(plain((await post(asker, { query: cheap }, { first: 5 })).body)).toEqual(plain(first));
    const dear = `query ($first: Int) { ${'abcdefghijkl'
      .split('')
      .map((a) => `${a}: topics(first: $first) { nodes { id replies(first: $first) { nodes { id } } } }`)
      .join(' ')} }`;
    for (let i = 0; i < 12; i += 1) expect((await post(asker, { query: dear }, { first: 1 })).body).toHaveProperty('data');
    expect((await post(asker, { query: dear }, { first: 50 })).body).toMatchObject({ errors: [{ extensions: { code: 'INVALID' } }] });
    expect((await post(asker, { query: dear }, { first: 1 })).body).toHaveProperty('data');
  });

  it('that asks for the schema is answered with all of it', async () => {
    const { body } = await post(asker, { query: getIntrospectionQuery() });
    expect(body).not.toHaveProperty('errors');
    expect(() => buildClientSchema((body as { data: IntrospectionQuery }).data)).not.toThrow();
  });

  it('of others never becomes code of its own making', async () => {
    const mark = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
    const query = `{ topic(key: "${mark}process.exit(7)") { id } }`;
    for (let i = 0; i < 15; i += 1) expect((await post(asker, { query })).body).toEqual({ data: { topic: null } });
    const aliased = '{ __proto__: topics(first: 1) { constructor: nodes { id } } }';
    const first = await post(asker, { query: aliased });
    for (let i = 0; i < 15; i += 1) expect(await post(asker, { query: aliased })).toEqual(first);
  });
});
