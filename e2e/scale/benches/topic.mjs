// Reading one topic with 20 replies: as a page, as JSON.
import { asPerson, graphqlRequest } from '../data/people.mjs';

export const TOPIC = `query Topic($key: String!) { topic(key: $key) {
  id path kind status title bodyHtml authorName createdAt votes answerCount commentCount
  author { id handle name title isRepresentative }
  replies(first: 20, order: BEST) { nodes { id bodyHtml authorName createdAt votes isSolution isOfficial
    author { id handle name title isRepresentative } } }
} }`;

/** Nothing from the page cache; visitors come through a proxy on this machine, so that they have addresses of their own. */
export const FRESH = { PAGE_CACHE_MB: '0', TRUSTED_PROXIES: '127.0.0.1' };
const pathOf = ({ key, slug }) => `/t/${key}/${slug}`;
const ceiling = ({ busy }) => ({ requests: busy.map(({ key }) => ({ path: `/topic/${key}` })), prefix: '{"data":{"topic":{' });

/** @type {import('../run.mjs').Bench[]} */
export const topicBenches = [
  {
    name: 'topic',
    title: 'topic page, guest, fresh',
    aim: { ratio: 14 },
    env: FRESH,
    ours: ({ busy }) => ({ requests: busy.map((topic) => ({ path: pathOf(topic) })), prefix: '<!' }),
    ceiling,
    shows: ({ busy: [topic] }) => topic.id,
  },
  {
    name: 'topic-cached',
    title: 'topic page, guest, from the cache',
    aim: { faster: 2 },
    env: {},
    // As many pages as a cache holds with ease; all are asked for before it is measured.
    ours: ({ busy }) => ({ requests: busy.slice(0, 200).map((topic) => ({ path: pathOf(topic) })), prefix: '<!' }),
    ceiling,
    shows: ({ busy: [topic] }) => topic.id,
  },
  {
    name: 'topic-member',
    title: 'topic page, signed in',
    aim: { ratio: 20 },
    env: FRESH,
    ours: ({ busy, customers }) => ({
      requests: busy.map((topic, n) => ({ path: pathOf(topic), headers: asPerson(customers[n % 50].i) })),
      prefix: '<!',
    }),
    ceiling,
    shows: ({ customers: [person] }) => `person-${person.i}`,
  },
  {
    name: 'graphql',
    title: 'POST /graphql: topic, 20 replies',
    aim: { ratio: 8 },
    env: FRESH,
    ours: ({ busy }) => ({ requests: busy.map(({ key }) => graphqlRequest(TOPIC, { key })), prefix: '{"data":{"topic":{' }),
    ceiling,
    shows: ({ busy: [topic] }) => topic.id,
  },
];
