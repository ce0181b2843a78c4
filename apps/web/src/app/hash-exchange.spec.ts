import { describe, expect, it, jest } from '@jest/globals';
import { Client, fetchExchange } from '@urql/core';
import { VoteTopicDocument } from '../gql/generated/graphql.ts';

// Without a build documents travel as text; what the build wrote beside each is there all the same.
jest.unstable_mockModule('./wire-form.ts', () => ({ hashOf: (document: { __meta__?: { hash: string } }) => document.__meta__?.hash }));
const { hashExchange } = await import('./hash-exchange.ts');

type Sent = { query?: string; variables?: unknown; extensions?: { persistedQuery?: { sha256Hash: string } } };
const UNKNOWN = { errors: [{ message: 'PersistedQueryNotSupported' }] };
const DONE = { data: { voteTopic: { __typename: 'Topic', id: 't', votes: 1, viewerVoted: true } } };

/** What is sent, and what is made of the answers given one after the other. */
async function asked(...answers: object[]) {
  const sent: Sent[] = [];
  const answer = async (_: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(String(init?.body)) as Sent);
    const body = JSON.stringify(answers[Math.min(sent.length, answers.length) - 1]);
    return { status: 200, headers: new Map([['content-type', 'application/json']]), text: async () => body } as unknown as Response;
  };
  const client = new Client({
    url: 'http://portal.example/graphql',
    preferGetMethod: false,
    fetch: answer as typeof fetch,
    exchanges: [hashExchange, fetchExchange],
  });
  const result = await client.mutation(VoteTopicDocument, { topic: 't' }).toPromise();
  return { sent, result };
}

describe('a document of the web', () => {
  it('is sent as its hash alone', async () => {
    const { sent, result } = await asked(DONE);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.extensions!.persistedQuery!.sha256Hash).toMatch(/^[0-9a-f]{64}$/);
    expect(sent[0]!.query).toBeFalsy();
    expect(result.data?.voteTopic?.votes).toBe(1);
  });

  it('is sent once as text to a server that does not know the hash, and nobody hears of it', async () => {
    const { sent, result } = await asked(UNKNOWN, DONE);
    expect(sent).toHaveLength(2);
    expect(sent[1]!.query).toContain('mutation VoteTopic');
    expect(sent[1]!.extensions?.persistedQuery).toBeUndefined();
    expect(sent[1]!.variables).toEqual({ topic: 't' });
    expect([result.error, result.data?.voteTopic?.votes]).toEqual([undefined, 1]);
  });

  it('is not sent a third time when the text does not help either', async () => {
    const { sent, result } = await asked(UNKNOWN);
    expect(sent).toHaveLength(2);
    expect(result.error?.message).toContain('PersistedQueryNotSupported');
  });

  it('is not sent again for any other failure', async () => {
    const { sent, result } = await asked({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] });
    expect(sent).toHaveLength(1);
    expect(result.error?.message).toContain('no');
  });
});
