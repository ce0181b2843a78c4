import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Metrics, loadConfig } from '@veche/platform';
import { scrape } from './scrape.js';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** What somebody gets who asks with these headers. */
async function ask(token: string | undefined, headers: Record<string, string> = {}): Promise<number> {
  const config = loadConfig(token === undefined ? {} : { METRICS_TOKEN: token });
  const metrics = new Metrics();
  server = createServer((request, response) => {
    void scrape(metrics, config, request, response).then((done) => done || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const { status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`, { headers });
  return status;
}

const TOKEN = 'a-long-enough-token';

describe('the numbers for Prometheus', () => {
  it('are given to who holds the token, and to nobody else', async () => {
    expect(await ask(TOKEN, { authorization: `Bearer ${TOKEN}` })).toBe(200);
    expect(await ask(TOKEN, { authorization: `Bearer ${TOKEN}x` })).toBe(404);
    expect(await ask(TOKEN, { authorization: TOKEN })).toBe(404);
    expect(await ask(TOKEN)).toBe(404);
  });

  it('without a token are given on this machine only, not through a proxy', async () => {
    expect(await ask(undefined)).toBe(200);
    expect(await ask(undefined, { 'x-forwarded-for': '127.0.0.1' })).toBe(404);
    expect(await ask(undefined, { forwarded: 'for=127.0.0.1' })).toBe(404);
  });
});
