import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { encodingFor, sendKept } from './kept-answer.js';
import { KeptPage } from './kept-page.js';

describe('the encoding of an answer', () => {
  it.each([
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR;q=0.1, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['identity;q=1, br;q=0.5', 'identity'],
    ['gzip;q=0', 'identity'],
    ['br;q=nonsense', 'identity'],
  ])('for "%s" is %s', (header, encoding) => expect(encodingFor(header)).toBe(encoding));
});

describe('a kept page', () => {
  const html = `<p>${'Слова и words. '.repeat(500)}</p>`;
  const page = new KeptPage(html, 0);

  async function asked(method: string, headers: Record<string, string>): Promise<{ status: number; headers: Headers; body: Buffer }> {
    const server = createServer((request, response) => void sendKept(page, request, response, { 'x-more': 'yes' })).listen(0);
    try {
      // Undici decodes what it asked for itself, so its own wish is replaced.
      const answer = await fetch(`http://localhost:${(server.address() as AddressInfo).port}/`, { method, headers });
      return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('is sent whole to whoever has nothing, in each encoding the same', async () => {
    expect(brotliDecompressSync(await page.as('br')).toString()).toBe(html);
    expect(gunzipSync(await page.as('gzip')).toString()).toBe(html);
    for (const encoding of ['br', 'gzip', 'identity']) {
      const { status, headers, body } = await asked('GET', { 'accept-encoding': encoding });
      expect([status, body.toString() === html, headers.get('content-encoding')]).toEqual([
        200,
        true,
        encoding === 'identity' ? null : encoding,
      ]);
      expect(headers.get('cache-control')).toBe('public, max-age=0, must-revalidate');
      expect(headers.get('vary')).toBe('Accept-Encoding, Accept-Language, Cookie');
      expect(headers.get('x-more')).toBe('yes');
    }
  });

  it('has the same headers and no body for HEAD', async () => {
    const { status, headers, body } = await asked('HEAD', { 'accept-encoding': 'identity' });
    expect([status, headers.get('content-length'), body.length]).toEqual([200, String(Buffer.byteLength(html)), 0]);
  });

  it.each([['*'], ['"a", %s'], ['%s'], ['strong']])('is not sent again to whoever has it (%s)', async (form) => {
    const given = form === 'strong' ? page.etag.slice(2) : form.replace('%s', page.etag);
    const { status, headers, body } = await asked('GET', { 'if-none-match': given });
    expect([status, headers.get('etag'), body.length]).toEqual([304, page.etag, 0]);
    expect((await asked('GET', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each(['-gzip', '-br'])('is not sent again when a proxy that compresses has put "%s" at its tag', async (ending) => {
    for (const tag of [page.etag, page.etag.slice(2)]) {
      const { status, headers } = await asked('GET', { 'if-none-match': `"x", ${tag.slice(0, -1)}${ending}"` });
      expect([status, headers.get('etag')]).toEqual([304, page.etag]);
    }
  });

  it.each(['-zip"', '-gzip-br"', '-gzip', 'x"', '"-gzip'])('is sent to whoever has another content (…%s)', async (ending) => {
    expect((await asked('GET', { 'if-none-match': page.etag.slice(0, -1) + ending })).status).toBe(200);
  });

  it('has one tag for one content, whenever it was rendered', () => {
    const rendered = (now: number, words: string) =>
      new KeptPage(`${words}<script id="state" type="application/json">{"now":${now},"x":1}</script>`, now);
    expect(rendered(1, 'a').etag).toBe(rendered(2, 'a').etag);
    expect(rendered(1, 'a').etag).not.toBe(rendered(1, 'b').etag);
    expect(rendered(1, '{"now":1}').etag).not.toBe(rendered(1, '{"now":2}').etag);
  });
});
