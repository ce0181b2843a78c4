import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { type Town, found } from './town.js';
import { addressesOf } from './truth.js';

let portal: RunningPortal;
let town: Town;
let topic: string;

beforeAll(async () => {
  portal = await startPortal();
  town = await found(portal);
  const [row] = await portal.query<{ path: string }>(`select '/t/' || key || '/' || slug as path from topic order by key limit 1`);
  topic = row!.path;
}, 300_000);
afterAll(() => portal.close());

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(new URL(path, portal.url), { method, redirect: 'manual', headers: { 'accept-language': 'en', ...headers } });
const momentOf = (html: string) => /"now":(\d+)/.exec(html)?.[1];

describe('an answer that is kept', () => {
  it('holds no token, key or cookie, on any page of visitors', async () => {
    for (const path of await addressesOf(portal)) {
      const answer = await get(path);
      const html = await answer.text();
      const isKept = answer.headers.get('cache-control') === 'public, max-age=0, must-revalidate';
      expect([path, answer.status, isKept]).toEqual([path, 200, true]);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(html).not.toMatch(/repeatKey|"nonce"|name="token"/);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
    }
  });

  it('is rendered once for fifty visitors at once', async () => {
    await portal.query('update site set version = version + 1');
    const pages = await Promise.all(Array.from({ length: 50 }, async () => momentOf(await (await get(topic)).text())));
    expect(new Set(pages).size).toBe(1);
  });

  it('is not sent again to whoever has it, and is to whoever has it in another language', async () => {
    const etag = (await get(topic)).headers.get('etag')!;
    const again = await get(topic, { 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const russian = await get(topic, { 'if-none-match': etag, 'accept-language': 'ru' });
    expect(russian.status).toBe(200);
    expect(await russian.text()).toContain('<html lang="ru"');
    expect((await get(topic, { 'if-none-match': etag, cookie: 'veche-theme=dark' })).status).toBe(200);
  });

  it('is the same for HEAD, without the page', async () => {
    const [page, head] = [await get(topic, { 'accept-encoding': 'br' }), await get(topic, { 'accept-encoding': 'br' }, 'HEAD')];
    for (const name of ['etag', 'content-length', 'content-encoding', 'vary']) expect(head.headers.get(name)).toBe(page.headers.get(name));
    expect(await head.text()).toBe('');
  });

  it('counts its visitors all the same, each once', async () => {
    const sources = async () => Number((await portal.query<{ n: string }>('select count(*) as n from first_source'))[0]!.n);
    await (await get(topic)).text();
    const before = await sources();
    for (let i = 0; i < 3; i += 1) await (await get(topic, { 'user-agent': 'Somebody new' })).text();
    await eventually(async () => (await sources()) === before + 1);
  });
});

describe('an answer that is for one request', () => {
  it('to somebody signed in is private, stored nowhere, and no page of visitors afterwards', async () => {
    const [member] = town.members;
    const own = await member!.fetch(topic);
    expect(own.headers.get('cache-control')).toBe('private, no-store');
    expect(await own.text()).toContain('repeatKey');
    expect(await (await get(topic)).text()).not.toContain('repeatKey');
  });

  it.each([['/t/0123abcd/not-there'], ['/people/nobody-at-all'], ['/tags/unknown'], ['/no-such-page']])(
    'refuses %s, stored nowhere',
    async (path) => {
      for (let i = 0; i < 2; i += 1) {
        const answer = await get(path);
        expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'private, no-store']);
        expect(answer.headers.get('etag')).toBeNull();
      }
    },
  );

  it('chooses a language, sets its cookie, and is not kept', async () => {
    for (let i = 0; i < 2; i += 1) {
      const answer = await get(`${topic}?lang=ru`);
      expect(answer.headers.getSetCookie()[0]).toContain('veche-locale=ru');
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    }
    expect((await get(topic, { cookie: 'veche-locale=ru' })).headers.get('cache-control')).toContain('public');
  });

  it.each([['?utm_source=letter'], ['?after=x'], ['?order=newest&x=1']])('has %s in its address and is made anew', async (query) => {
    const [first, second] = [await get(topic + query), await get(topic + query)];
    expect(second.headers.get('cache-control')).not.toContain('public');
    expect(momentOf(await second.text())).not.toBe(momentOf(await first.text()));
  });
});
