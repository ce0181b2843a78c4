import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Client } from '../support/client.js';
import type { Ground } from './canaries.js';

export interface WalkedPage {
  path: string;
  html: string;
  status: number;
}

const routes = path.resolve(import.meta.dirname, '../../apps/web/src/router/routes');

/** Every pattern that the web's router knows, read from its files. */
export async function patterns(): Promise<string[]> {
  const texts = await Promise.all((await readdir(routes)).map((file) => readFile(path.join(routes, file), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/path: '([^']+)'/g)].map((match) => match[1]!));
}

/** Addresses of one pattern with everything that may be guessed in its places; none when nobody said what to try there. */
export function addressesOf(pattern: string, ground: Ground): string[] {
  const { planted, author, representative, links } = ground;
  const groups = planted.flatMap(({ group }) => group ?? []);
  const tried: Record<string, readonly string[]> = {
    '/t/:key/:slug': planted.flatMap(({ key, path: whole }) => [whole, `/t/${key}/x`]),
    '/g/:slug': groups.map((group) => `/g/${group}`),
    '/tags/:slug': ['/tags/open', ...planted.flatMap(({ words }) => (words.tag === undefined ? [] : `/tags/${words.tag}`))],
    '/products/:slug': ['/products/none'],
    '/faq/:product': ['/faq/none'],
    '/people/:handle': [author, representative, ...Object.values(ground.outsiders)].map(({ handle }) => `/people/${handle}`),
    '/invitation/:token': links.map((token) => `/invitation/${token}`),
    '/crm/:connection': ['/crm/00000000-0000-7000-8000-000000000000'],
    '/admin/products/:product': ['/admin/products/none'],
  };
  if (!pattern.includes(':')) return [pattern];
  const known = pattern.replaceAll(/\?$/g, '');
  const start = Object.keys(tried).find((one) => known === one || known.startsWith(`${one}/`));
  if (start === undefined) return [];
  // What follows is a word of the page's own, or an id of which there is none.
  const rest = known.slice(start.length).replace(/:\w+\??/g, '00000000-0000-7000-8000-000000000000');
  return tried[start]!.map((one) => `${one}${rest}`);
}

/** Follows every link of the portal from the front page and from every address that could be guessed. */
export async function crawl(client: Client, ground: Ground): Promise<WalkedPage[]> {
  const queue = [
    ...(await patterns()).flatMap((pattern) => addressesOf(pattern, ground)),
    ...ground.planted.map(({ words }) => `/search?q=${words.title}`),
    ...['/feeds/topics.atom', '/sitemap.xml', '/robots.txt', '/widget.js', '/no-such-page'],
  ];
  const seen = new Map<string, WalkedPage>();
  while (queue.length > 0 && seen.size < 400) {
    const next = queue.shift()!;
    if (seen.has(next)) continue;
    const { status, html, location } = await client.page(next);
    seen.set(next, { path: next, html, status });
    const links = [...html.matchAll(/(?:href|src|action)="(\/[^"#]*)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
    queue.push(
      ...[...links, ...(location?.startsWith('/') ? [location] : [])].filter(
        (link) => !/^\/(assets|theme|graphql)|[?&](lang|theme)=/.test(link),
      ),
    );
  }
  return [...seen.values()];
}

/** Addresses of pages with a secret in them that was not in the address. */
export function leaksIn(pages: readonly { path: string; html: string }[], secrets: readonly string[]): string[] {
  return pages
    .filter(({ path: address, html }) => {
      const left = html.replaceAll(decodeURIComponent(address), '').replaceAll(address, '');
      return secrets.some((canary) => left.includes(canary) && !address.includes(canary));
    })
    .map(({ path: address }) => address);
}
