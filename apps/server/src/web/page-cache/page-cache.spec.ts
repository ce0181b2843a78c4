import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Database } from '@veche/platform';
import type { PageResponse } from '../page-contract.js';
import { addressOf } from './kept-address.js';
import { PageCache } from './page-cache.js';
import type { PageWish } from './page-wish.js';

const wish: PageWish = { key: 'en system /t/0123abcd/x', address: addressOf('/t/0123abcd/x')!, locale: 'en', theme: 'system' };
let version: string | undefined;
let statements: number;
let cache: PageCache;
let renders: number;
beforeEach(() => {
  [version, statements, renders] = ['1', 0, 0];
  cache = cacheOf(1);
});

/** A database that knows one topic. */
function cacheOf(megabytes: number): PageCache {
  const rows = async () => {
    statements += 1;
    return version === undefined ? [] : [{ key: '0123abcd', slug: 'x', version }];
  };
  return new PageCache({ PAGE_CACHE_MB: megabytes }, { anonymous: { rows } } as unknown as Database);
}

const html = (words: string): PageResponse => ({ status: 200, html: `<p>${words}</p>` });
const render =
  (answer: PageResponse = html('page'), mayStay = true) =>
  async () => {
    renders += 1;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { answer, mayStay };
  };

describe('pages that are kept', () => {
  it('are rendered once for fifty who ask at once, and asked about in a few statements', async () => {
    const pages = await Promise.all(Array.from({ length: 50 }, () => cache.page(wish, render())));
    expect(new Set(pages.map((page) => 'page' in page! && page.page)).size).toBe(1);
    expect(renders).toBe(1);
    expect(statements).toBeLessThan(5);
    expect(await cache.kept(wish)).toBeDefined();
    expect(cache.counts).toMatchObject({ hits: 1, misses: 50 });
  });

  it('end with their version, and with their visibility', async () => {
    await cache.page(wish, render());
    version = '2';
    expect(await cache.kept(wish)).toBeUndefined();
    await cache.page(wish, render());
    expect(await cache.kept(wish)).toBeDefined();
    version = undefined;
    expect(await cache.kept(wish)).toBeUndefined();
    expect(await cache.page(wish, render())).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('that changed while they were rendered are rendered again for whoever came later', async () => {
    const first = cache.page(wish, async () => {
      version = '2';
      return render(html('old'))();
    });
    await new Promise((resolve) => setTimeout(resolve, 3));
    const late = await cache.page(wish, render(html('new')));
    expect('page' in late! && late.page.html.toString()).toContain('new');
    expect('page' in (await first)!).toBe(true);
    expect((await cache.kept(wish))!.html.toString()).toContain('new');
  });

  it('go on under their new version when nothing that is shown has changed', async () => {
    await cache.page(wish, render());
    const before = await cache.kept(wish);
    version = '2';
    await cache.page(wish, render());
    expect(await cache.kept(wish)).toBe(before);
  });

  it.each([
    ['a refusal', { status: 404, html: 'no' }, false],
    ['a redirect', { status: 303, redirect: '/' }, false],
    ['a page with a failure on it', html('broken'), false],
  ])('never hold %s', async (_, answer, mayStay) => {
    expect(await cache.page(wish, render(answer, mayStay))).toEqual({ answer });
    expect(await cache.kept(wish)).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('leave nothing behind when rendering throws', async () => {
    const failing = () => Promise.reject(new Error('broken'));
    await expect(cache.page(wish, failing)).rejects.toThrow('broken');
    expect('page' in (await cache.page(wish, render()))!).toBe(true);
  });

  it('take no more memory than they may', async () => {
    for (let i = 0; i < 40; i += 1) {
      const other = { ...wish, key: `${wish.key}${i}` };
      await cache.page(other, render(html('x'.repeat(100_000))));
    }
    expect(cache.bytes).toBeLessThanOrEqual(1024 * 1024);
    expect(cache.bytes).toBeGreaterThan(512 * 1024);
    expect(cacheOf(0).isOn).toBe(false);
  });
});
