import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectDatabase, excerptOf, renderMarkdown } from '@veche/platform';
import { topicSlug } from '../../libs/community/src/topics/slug.js';
import { DemandRepository } from '../../libs/faq/src/demand/demand.repository.js';
import { Client } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { ceilingStatements } from './ceiling.mjs';
import { generate } from './data/generate.mjs';
import { TOPIC } from './benches/topic.mjs';

// A ceiling that answers with less than the portal would be no ceiling: both are asked for the same.
let portal: RunningPortal;
let guest: Client;
const statements = ceilingStatements();

beforeAll(async () => {
  portal = await startPortal();
  const database = await connectDatabase({ url: portal.databaseUrl, poolSize: 2 });
  const demand = new DemandRepository();
  await generate({
    url: portal.databaseUrl,
    topics: 300,
    size: { replies: 1_500, busyEvery: 20, votes: 12, log: 1, people: 200, staff: 10, titles: 150, bodies: 50 },
    until: new Date(new Date().toISOString().slice(0, 10)),
    portal: { renderMarkdown, excerptOf, topicSlug, recomputeDemand: (ids) => database.transaction((tx) => demand.recompute(tx, ids)) },
  });
  await database.close();
  guest = new Client(portal);
}, 180_000);
afterAll(() => portal.close());

async function ceiling<T>(name: string, ...values: unknown[]): Promise<T> {
  const [row] = await portal.query<{ body: string }>(statements[name]!, values);
  return (JSON.parse(row!.body) as { data: T }).data;
}

/** Moments are written with Z by one and with +00:00 by the other. */
function sameMoments(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|\+00:00)$/.test(value)) return new Date(value).toISOString();
  if (Array.isArray(value)) return value.map(sameMoments);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sameMoments(inner)]));
}

const ROWS = `nodes { id path kind status title authorName movedAt createdAt votes answerCount commentCount isSolved isOfficiallyAnswered
  products { id slug name } tags { id slug name } faces { id name } }`;

describe('the ceiling answers with what the portal answers', () => {
  it('of topics with 20 replies, field by field and in the same order', async () => {
    const busy = await portal.query<{ key: string }>('select key from topic where answer_count >= 20 and audience_id = 1 limit 10');
    expect(busy.length).toBe(10);
    for (const { key } of busy) {
      const ours = await guest.ask<{ topic: { replies: { nodes: unknown[] } } }>(TOPIC, { key });
      expect(ours.topic.replies.nodes).toHaveLength(20);
      const theirs = await ceiling('topic', key);
      expect(sameMoments(theirs)).toEqual(sameMoments(ours));
      // The order of the fields as well: it is what makes the same bytes.
      expect(JSON.stringify(sameMoments(theirs))).toBe(JSON.stringify(sameMoments(ours)));
    }
  });

  it('of a list, its products, tags and faces included', async () => {
    const ours = await guest.ask(`{ topics(kind: QUESTION, first: 20) { ${ROWS} } }`);
    const theirs = await ceiling('list', 'QUESTION', 'infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(sameMoments(theirs)).toEqual(sameMoments(ours));
  });

  it('of the FAQ, by sections, now and past', async () => {
    const entry = `topic { id path title } people peopleLastMonth importedNeed
      answer { id bodyHtml isOfficial isSolution createdAt author { id handle name title isRepresentative } }`;
    const { faq } = await guest.ask<{ faq: { product: { slug: string } | null; entries: unknown[]; past: unknown[] }[] }>(
      `{ faq(first: 10) { product { slug } entries { ${entry} } past { ${entry} } } }`,
    );
    expect(faq.length).toBeGreaterThan(5);
    const ours = faq.map(({ product, entries, past }) => ({ product: product?.slug ?? null, entries: [...entries, ...past] }));
    const theirs = await ceiling<{ faq: unknown[] }>('faq', '', '10', String(Date.now() / 1000 / (60 * 24 * 3600)));
    expect(sameMoments(theirs.faq)).toEqual(sameMoments(ours));
  });

  it('of a search: as many topics', async () => {
    const [topic] = await portal.query<{ title: string }>(
      "select title from topic where audience_id = 1 and state = 'published' order by id limit 1",
    );
    const { search } = await ceiling<{ search: { topics: { title: string }[] } }>('search', topic!.title);
    const ours = await guest.ask<{ search: { topics: unknown[] } }>('query ($q: String!) { search(query: $q) { topics { id } } }', {
      q: topic!.title,
    });
    expect(search.topics).toHaveLength(ours.search.topics.length);
    expect(search.topics.length).toBeGreaterThan(10);
  });
});
