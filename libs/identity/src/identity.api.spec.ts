import { readFileSync } from 'node:fs';
import type { ApolloServer } from '@apollo/server';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { GraphQLModule, GraphQLSchemaHost } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTable } from '@veche/visibility';
import { buildSchema, type GraphQLField, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import type { PortalContext } from './sessions/portal-context.js';
import { emailOf, type IdentityWorld, identityWorld, PASSWORD } from './testing/identity-world.js';
import { SetupService } from './setup/setup.service.js';
import { ViewerService } from './viewers/viewer.service.js';

const QUERIES = ['viewer', 'person', 'sessions', 'staff', 'findPeople', 'setupOpen'];
const MUTATIONS = [
  ...['signUp', 'signIn', 'signOut', 'changePassword', 'revokeSession', 'revokeOtherSessions', 'claimSetup'],
  ...['editProfile', 'setPreferences', 'giveConsent', 'grantRole', 'revokeRole'],
];

describe('the API of identity', () => {
  let world: IdentityWorld;
  let schema: GraphQLSchema;
  const contract = buildSchema(readFileSync(new URL('../../../apps/server/schema.graphql', import.meta.url), 'utf8'));

  beforeAll(async () => {
    const graphql = GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true, context: () => ({}) });
    world = await identityWorld({}, [graphql]);
    schema = world.get(GraphQLSchemaHost).schema;
  });
  afterAll(() => world.close());

  /** A browser: keeps its cookie's token from one request to the next. */
  const browser = () => {
    let token: string | undefined;
    return {
      token: () => token,
      async send(query: string, variables: Record<string, unknown> = {}) {
        const viewer = await world.get(ViewerService).ofSession(token, { locale: 'en', address: '10.8.0.1' });
        const context = {
          viewer,
          address: '10.8.0.1',
          request: { headers: { 'user-agent': 'Browser/1' } },
          ...(token !== undefined && { sessionToken: token }),
          setSession: (next: string | null) => (token = next ?? undefined),
          loaders: new Map([['stale', {}]]),
        } as unknown as PortalContext;
        const server = world.get(GraphQLModule<ApolloDriver>).graphQlAdapter.instance as unknown as ApolloServer<PortalContext>;
        const { body } = await server.executeOperation({ query, variables }, { contextValue: context });
        if (body.kind !== 'single') throw new Error('streamed');
        return body.singleResult as { data?: Record<string, unknown>; errors?: { message: string }[] };
      },
    };
  };

  it.each([
    ['Query', QUERIES],
    ['Mutation', MUTATIONS],
    ['Viewer', undefined],
    ['ViewerCan', undefined],
    ['Consent', undefined],
    ['Session', undefined],
    ['StaffMember', undefined],
    ['Person', undefined],
  ])('%s is what the contract says', (name, only) => {
    const promised = fieldsOf(contract, name);
    for (const [field, signature] of Object.entries(fieldsOf(schema, name)))
      expect({ [field]: signature }).toEqual({ [field]: promised[field] });
    for (const field of only ?? []) expect(Object.keys(fieldsOf(schema, name))).toContain(field);
  });

  it('declares who may call each entry, and nothing here is for visitors but coming in and public profiles', () => {
    const open = world
      .get(AccessTable)
      .rows()
      .filter(({ access }) => access === 'everyone')
      .map(({ entry }) => entry.split('.')[1]);
    expect(open.sort()).toEqual([
      // There and back: AuthController.start and .finish; forgetting, as a network asks: DataDeletionController.forget and .show.
      ...['askPasswordReset', 'claimSetup', 'codeOwed', 'finish', 'forget', 'passCode', 'passwordResetOpen', 'person', 'resetPassword'],
      ...['setupOpen', 'show', 'signIn', 'signInOptions', 'signOut', 'signUp', 'start', 'undoLink', 'viewer'],
    ]);
  });

  it('after signing up the same request goes on as the new person, and the next one too', async () => {
    const { send, token } = browser();
    const { data } = await send(
      `mutation($p: String!) {
        signUp(name: "Web Person", email: "web@example.com", password: $p) { email roles person { handle joinedAt } can { ask administer } }
        setPreferences(theme: "dark") { theme person { name } }
      }`,
      { p: PASSWORD },
    );
    // The second mutation of the document was already theirs.
    expect(data!['setPreferences']).toEqual({ theme: 'dark', person: { name: 'Web Person' } });
    expect(data!['signUp']).toEqual({
      email: 'web@example.com',
      roles: [],
      person: { handle: 'web-person', joinedAt: '2026-11-22T12:00:00.000Z' },
      can: { ask: true, administer: false },
    });
    expect((await send('{ viewer { person { name } } sessions { device isCurrent } }')).data).toEqual({
      viewer: { person: { name: 'Web Person' } },
      sessions: [{ device: 'Browser/1', isCurrent: true }],
    });
    await send('mutation { signOut }');
    expect(token()).toBeUndefined();
    expect((await send('{ viewer { person { name } email consents { purpose } } }')).data).toEqual({
      viewer: { person: null, email: null, consents: [] },
    });
  });

  it('takes no role, id, date or title along with a sign-up or profile', async () => {
    for (const extra of [
      'roles: [ADMIN]',
      'role: "ADMIN"',
      'id: "x"',
      'createdAt: "2000-01-01"',
      'isRepresentative: true',
      'title: "CEO"',
    ]) {
      const { errors } = await browser().send(
        `mutation { signUp(name: "M", email: "m@example.com", password: "${PASSWORD}", ${extra}) { email } }`,
      );
      expect(errors![0]!.message).toContain('Unknown argument');
    }
  });

  it('a profile shows no e-mail, role or account to anybody', () => {
    expect(Object.keys(fieldsOf(schema, 'Person')).sort()).toEqual([
      'bio',
      'handle',
      'id',
      'isFormerRepresentative',
      'isImported',
      'isRepresentative',
      'joinedAt',
      'name',
      'title',
    ]);
  });

  it('preferences and consent come back changed in the same answer', async () => {
    await world.person('Setting Person');
    const { send } = browser();
    await send('mutation($e: String!, $p: String!) { signIn(email: $e, password: $p) { email } }', {
      e: emailOf('Setting Person'),
      p: PASSWORD,
    });
    expect((await send('mutation { setPreferences(locale: ru, theme: "dark") { locale theme } }')).data).toEqual({
      setPreferences: { locale: 'ru', theme: 'dark' },
    });
    const { data } = await send('mutation { giveConsent(purpose: "recording", granted: true) { consents { purpose grantedAt } locale } }');
    expect(data).toEqual({ giveConsent: { consents: [{ purpose: 'recording', grantedAt: expect.any(String) }], locale: 'ru' } });
  });

  it('the first administrator comes in by the link and sees the staff; others do not', async () => {
    const token = await world.get(SetupService).issue();
    const admin = browser();
    const { data } = await admin.send(
      'mutation($t: String!, $p: String!) { claimSetup(token: $t, name: "Chief", email: "chief@example.com", password: $p) { roles can { administer } } }',
      { t: token, p: PASSWORD },
    );
    expect(data).toEqual({ claimSetup: { roles: ['ADMIN'], can: { administer: true } } });
    expect((await admin.send('{ staff { email roles } }')).data).toEqual({ staff: [{ email: 'chief@example.com', roles: ['ADMIN'] }] });
    const member = browser();
    await member.send('mutation($p: String!) { signUp(name: "Nosy", email: "nosy@example.com", password: $p) { email } }', { p: PASSWORD });
    for (const asker of [member, browser()]) {
      for (const query of ['{ staff { email } }', '{ findPeople(query: "e") { email } }']) {
        const answer = await asker.send(query);
        expect([answer.data ?? null, answer.errors!.length]).toEqual([null, 1]);
      }
    }
  });
});

/** Field → "(arg: Type = default): Type". */
function fieldsOf(schema: GraphQLSchema, name: string): Record<string, string> {
  const type = schema.getType(name);
  if (!(type instanceof GraphQLObjectType)) throw new Error(`${name} is no type`);
  const signature = ({ args, type }: GraphQLField<unknown, unknown>) =>
    `(${args
      .map((arg) => `${arg.name}: ${String(arg.type)} = ${JSON.stringify(arg.defaultValue)}`)
      .sort()
      .join(', ')}): ${String(type)}`;
  return Object.fromEntries(Object.entries(type.getFields()).map(([field, one]) => [field, signature(one)]));
}
