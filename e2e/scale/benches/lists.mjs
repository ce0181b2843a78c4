// Lists, the FAQ and search.
import { dice } from '../data/texts.mjs';
import { graphqlRequest } from '../data/people.mjs';
import { FRESH } from './topic.mjs';

const KINDS = { questions: 'QUESTION', problems: 'PROBLEM', ideas: 'IDEA', praise: 'PRAISE', updates: 'UPDATE' };
const LAST = { at: 'infinity', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** Addresses of the first pages of each list, and what the ceiling needs for the same rows; cursors as the portal gave them. */
export async function listPlaces(url, pages = 8) {
  const places = [];
  for (const [address, kind] of Object.entries(KINDS)) {
    let [after, from] = [null, LAST];
    for (let page = 0; page < pages; page++) {
      places.push({
        path: `/${address}${after === null ? '' : `?after=${encodeURIComponent(after)}`}`,
        ceiling: `/list/${kind}/${encodeURIComponent(from.at)}/${from.id}`,
      });
      const { nodes, pageInfo } = await topicsAfter(url, kind, after);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
      from = { at: nodes.at(-1).movedAt, id: nodes.at(-1).id };
    }
  }
  return places;
}

async function topicsAfter(url, kind, after) {
  const query =
    'query Places($kind: TopicKind, $after: String) { topics(kind: $kind, after: $after, first: 20) { nodes { id movedAt } pageInfo { hasNextPage endCursor } } }';
  const { method, path, headers, body } = graphqlRequest(query, { kind, after });
  const { data } = await (await fetch(url + path, { method, headers, body })).json();
  return data.topics;
}

/** The FAQ over all products, and each product's. */
export const faqPaths = ['', ...Array.from({ length: 12 }, (_, i) => `product-${i + 1}`)];

/** One follower of this moment, as a score: below it an entry is past (libs/faq/src/demand/demand.ts). */
const floor = () => Date.now() / 1000 / (60 * 24 * 3600);

/** What people type: two words of one title, now and then a third of another. */
export function searches({ topics }, count = 1_000) {
  const roll = dice(5);
  const words = () => topics[Math.floor(roll() * topics.length)].title.split(/[^\p{L}\p{N}-]+/u).filter((word) => word.length > 2);
  return Array.from({ length: count }, () => {
    const own = words();
    const first = Math.floor(roll() * own.length);
    return [own[first], own[(first + 1) % own.length], ...(roll() < 0.3 ? [words()[0]] : [])].filter(Boolean).join(' ');
  });
}

/** Searches are braked by network, 120 a minute: they come from a thousand, through the proxy that TRUSTED_PROXIES names. */
export function searchRequests(data) {
  return searches(data).map((text, n) => ({
    path: `/search?q=${encodeURIComponent(text)}`,
    headers: { 'x-forwarded-for': `10.7.${n % 250}.${1 + Math.floor(n / 250)}` },
  }));
}

/** @type {import('../run.mjs').Bench[]} */
export const listBenches = [
  {
    name: 'list',
    title: 'list of topics, guest, fresh',
    env: FRESH,
    aim: {},
    ours: async (data) => ({ requests: (data.places ??= await listPlaces(data.portal.url)), prefix: '<!' }),
    ceiling: async (data) => ({ requests: data.places.map(({ ceiling }) => ({ path: ceiling })), prefix: '{"data":{"topics":' }),
    shows: () => '/t/',
  },
  {
    name: 'faq',
    title: 'FAQ, guest, fresh',
    env: FRESH,
    aim: {},
    ours: () => ({ requests: faqPaths.map((slug) => ({ path: slug === '' ? '/faq' : `/faq/${slug}` })), prefix: '<!' }),
    ceiling: () => ({
      requests: faqPaths.map((slug) => ({ path: `/faq/${slug}/${slug === '' ? 10 : 50}/${floor()}` })),
      prefix: '{"data":{"faq":',
    }),
    shows: () => '/t/',
  },
  {
    name: 'search',
    title: 'search, guest',
    env: FRESH,
    aim: {},
    ours: (data) => ({ requests: searchRequests(data), prefix: '<!' }),
    ceiling: (data) => ({
      requests: searches(data).map((text) => ({ path: `/search/${encodeURIComponent(text)}` })),
      prefix: '{"data":{"search":',
    }),
    shows: () => '/t/',
  },
];
