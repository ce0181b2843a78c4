import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { Client } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

let portal: RunningPortal;
beforeAll(async () => {
  portal = await startPortal();
});
afterAll(() => portal.close());

describe('/graphql', () => {
  it('fails no MUST of the GraphQL over HTTP specification', async () => {
    const audits = serverAudits({
      url: `${portal.url}/graphql`,
      // A program names the portal as its origin; without it every unsafe request is refused (decision 21).
      fetchFn: (url: string, init: RequestInit = {}) =>
        fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), origin: portal.url } }),
    });
    const results = await Promise.all(audits.map((audit) => audit.fn()));
    const failed = results
      .filter(({ status }) => status === 'error')
      .map((result) => `${result.name}: ${'reason' in result ? result.reason : ''}`);
    expect(failed).toEqual([]);
    expect(results.length).toBeGreaterThan(50);
  });

  it('changes nothing by GET', async () => {
    const response = await new Client(portal).fetch(`/graphql?query=${encodeURIComponent('mutation { signOut }')}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(response.status).toBe(405);
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'query={site{name}}'],
    ['plain text', 'text/plain', '{"query":"{site{name}}"}'],
    [
      'multipart',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{site{name}}"}\r\n--x--\r\n',
    ],
  ])('runs nothing that comes as %s', async (_what, type, body) => {
    const response = await new Client(portal).fetch('/graphql', { method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain('"name"');
  });

  it('refuses unsafe requests of other sites, and those that do not say where they come from', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(`${portal.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"query":"{site{name}}"}',
      });
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post({ origin: portal.url, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await post({ origin: 'null' })).status).toBe(403);
    expect((await post({ origin: portal.url })).status).toBe(200);
  });

  it.each([
    ['50 levels', `{ topics { nodes { ${'author { writings { nodes { topic { '.repeat(12)} key ${'} } } }'.repeat(12)} } } }`],
    ['1,000 aliases', `{ ${Array.from({ length: 1000 }, (_, i) => `a${i}: __typename`).join(' ')} }`],
    ['1,000 fragments', `{ site { name } } ${Array.from({ length: 1_000 }, (_, i) => `fragment f${i} on Site { name }`).join(' ')}`],
    ['fragments in a circle', '{ site { ...a } } fragment a on Site { ...b } fragment b on Site { ...a }'],
    [
      'more rows than anybody reads',
      '{ topics(first: 50) { nodes { replies(first: 50) { nodes { comments { author { writings(first: 50) { nodes { topic { key } } } } } } } } } }',
    ],
  ])('refuses %s', async (_what, query) => {
    const { data, errors } = await new Client(portal).graphql(query);
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
  });

  it('refuses 2 MB before reading them', async () => {
    const response = await new Client(portal).fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ site { name } } #${'x'.repeat(2_000_000)}` }),
    });
    expect(response.status).toBe(413);
  });

  it('tells a person whose form is too large so on a page', async () => {
    const response = await new Client(portal).fetch('/ask?lang=ru', {
      method: 'POST',
      body: new URLSearchParams({ body: 'x'.repeat(1_100_000) }),
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('больше 1 МБ');
  });

  it('refuses a batch', async () => {
    const response = await new Client(portal).fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Array.from({ length: 500 }, () => ({ query: '{ site { name } }' }))),
    });
    expect(response.status).toBe(400);
  });

  it('tells nothing of its inside when input has the wrong shape', async () => {
    const client = new Client(portal);
    for (const key of ["'; drop table topic; --", '\u0000', '%', '{"a":1}', 'x'.repeat(10_000)]) {
      const { data, errors } = await client.graphql('query ($key: String!) { topic(key: $key) { id } }', { key });
      expect(data).toEqual({ topic: null });
      expect(errors).toBeUndefined();
    }
    const { errors } = await client.graphql('query ($key: String!) { topic(key: $key) { id } }', { key: { toString: 'x' } });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
    expect(JSON.stringify(errors)).not.toMatch(/stack|node_modules|select /i);
  });
});
