// Issue line j: every list costs the same at 2,000 and at 200,000 topics: the same kinds of plan nodes, buffers within 20 %.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Database, MINUTE, type Reader, encodeCursor, newId, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { type Viewer, viewerOf, visitor } from '@veche/visibility';
import pg from 'pg';
import type { TopicListArgs } from './topic-list.args.js';
import { chosenTopics, inOrder } from './topic-list.sql.js';
import { topicRows } from './topic.sql.js';

const SMALL = 2_000;
const LARGE = 200_000;
const PEOPLE = 500;

/** What EXPLAIN says of one node. */
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

interface Cost {
  nodes: string[];
  buffers: number;
}

const person = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const me = viewerOf({
  personId: person(1),
  accountId: null,
  sessionId: null,
  name: 'Anna',
  roles: [],
  privateAudienceId: null,
  locale: 'en',
});
const moderator = viewerOf({
  personId: person(2),
  accountId: null,
  sessionId: null,
  name: 'Mod',
  roles: ['MODERATOR'],
  privateAudienceId: null,
  locale: 'en',
});

/** One INSERT … SELECT for each table; the same mixture at every size. */
async function fill(url: string, topics: number): Promise<void> {
  // A connection of its own: the portal's give up on a statement after half a minute.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const run = (text: string): Promise<unknown> => client.query(text);
    await run('begin');
    // Rows by the hundred thousand: keys and triggers are not what is measured here.
    await run(`set local session_replication_role = replica`);
    await run(`set local statement_timeout = 0`);
    await run(`insert into person (id, handle, name, joined_at, created_at)
      select ${uuid('8', 'n')}, 'p' || n, 'Person ' || n, now(), now() from generate_series(1, ${PEOPLE}) n`);
    await run(
      `insert into product (id, slug, name, position, created_at) select ${uuid('9', 'n')}, 'product-' || n, 'Product', n, now() from generate_series(1, 5) n`,
    );
    await run(
      `insert into tag (id, slug, name, created_at) select ${uuid('a', 'n')}, 'tag-' || n, 'tag ' || n, now() from generate_series(1, 20) n`,
    );
    await run(`insert into topic (id, key, slug, kind, audience_id, status, title, body_md, body_html, excerpt, author_person_id, author_name,
        created_at, moved_at, vote_count, answer_count, solution_reply_id, official_reply_id, product_ids, tag_ids)
      select ${uuid('b', 'n')}, lpad(to_hex(n), 8, '0'), 'topic-' || n, kind, 1,
        case kind when 'IDEA' then (array['OPEN', 'PLANNED', 'DONE'])[n / 7 % 3 + 1] when 'PROBLEM' then 'OPEN' end,
        'How does it work ' || n, repeat('word ', 60), repeat('word ', 60), repeat('word ', 30), ${uuid('8', `n % ${PEOPLE} + 1`)}, 'Person',
        ${created('n')}, ${moved('n', topics)}, abs(hashint4(n)) % 1000, case when n % 4 = 0 then 0 else 1 end,
        case when n % 4 <> 0 and n % 10 in (1, 2) then ${uuid('c', 'n')} end, case when n % 4 <> 0 and n % 10 in (2, 3) then ${uuid('c', 'n')} end,
        array[${uuid('9', 'n / 3 % 5 + 1')}], array[${uuid('a', '(n / 11 + 1) % 20 + 1')}, ${uuid('a', '(n / 11 + 7) % 20 + 1')}]
      from (select n, (array['QUESTION', 'PROBLEM', 'IDEA', 'PRAISE', 'QUESTION'])[n % 5 + 1] as kind from generate_series(1, ${topics}) n) as g`);
    await run(`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
      select ${uuid('c', 'n')}, ${uuid('b', 'n')}, 1, 'published', 'ANSWER', '', repeat('word ', 60), ${uuid('8', `n::bigint * 7 % ${PEOPLE} + 1`)}, 'Person', now()
      from generate_series(1, ${topics}) n where n % 4 <> 0`);
    await run(`insert into topic_product (topic_id, audience_id, topic_state, product_id, created_at, moved_at)
      select ${uuid('b', 'n')}, 1, 'published', ${uuid('9', 'n / 3 % 5 + 1')}, ${created('n')}, ${moved('n', topics)} from generate_series(1, ${topics}) n`);
    await run(`insert into topic_tag (topic_id, audience_id, topic_state, tag_id, created_at, moved_at)
      select ${uuid('b', 'n')}, 1, 'published', ${uuid('a', '(n / 11 + k) % 20 + 1')}, ${created('n')}, ${moved('n', topics)}
      from generate_series(1, ${topics}) n, (values (1), (7)) as v (k)`);
    await run(`insert into topic_tally (subject_id, audience_id, topic_state, topics)
      select product_id, 1, 'published', count(*) from topic_product group by 1 union all select tag_id, 1, 'published', count(*) from topic_tag group by 1`);
    // Three votes for each topic; whoever looks has voted for a dozen, as people do, however many topics there are.
    await run(`insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at)
      select ${uuid('b', 'n')}, 1, 'published', ${uuid('8', `(n + k) % ${PEOPLE - 2} + 3`)}, ${created('n')} from generate_series(1, ${topics}) n, generate_series(0, 2) k
      union all select ${uuid('b', 'n')}, 1, 'published', ${uuid('8', 'k')}, ${created('n')} from generate_series(1, 12) n, generate_series(1, 2) k`);
    await run(`insert into demand (topic_id, audience_id, topic_state, score, people, latest, imported_need, is_eligible)
      select ${uuid('b', 'n')}, 1, 'published', 300 + abs(hashint4(n)) % 1000 / 1000.0, 1, '{}', 0, n % 3 = 0 from generate_series(1, ${topics}) n`);
    await run(`analyze`);
    await run('commit');
    // The visibility map, as autovacuum leaves it.
    await run(`vacuum topic, reply, topic_product, topic_tag, topic_vote, person, product, tag`);
  } finally {
    await client.end();
  }
}

const uuid = (space: string, n: string): string => `('00000000-0000-7000-${space}000-' || lpad((${n})::text, 12, '0'))::uuid`;
const created = (n: string): string => `timestamptz '2026-01-01' + ${n} * interval '1 minute'`;
// A prime scatters the order of movement over the table, as life does.
const moved = (n: string, topics: number): string => `timestamptz '2026-01-01' + (${n}::bigint * 7919 % ${topics}) * interval '1 minute'`;

async function cost(reader: Reader, viewer: Viewer, args: TopicListArgs): Promise<Cost> {
  const statement = topicRows(viewer, chosenTopics(viewer, args, 20), inOrder);
  const explained = sql`explain (analyze, buffers, costs off, timing off, summary off, format json) ${statement}`;
  // The first run warms the catalogue's caches.
  await reader.rows(explained);
  const [row] = await reader.rows<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explained);
  const root = row!['QUERY PLAN'][0].Plan;
  return { nodes: [...new Set(nodesOf(root))].sort(), buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'] };
}

function nodesOf(node: PlanNode): string[] {
  const name = [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter((part) => part !== undefined);
  return [name.join(' '), ...(node.Plans ?? []).flatMap(nodesOf)];
}

const LISTS: [name: string, args: TopicListArgs][] = [
  ['all, last moved first', {}],
  ['all, newest first', { order: 'NEW' }],
  ['all, most votes first', { order: 'VOTES' }],
  ['all, most needed first', { order: 'NEEDED' }],
  ['questions', { kind: 'QUESTION' }],
  ['questions, newest first', { kind: 'QUESTION', order: 'NEW' }],
  ['ideas, most votes first', { kind: 'IDEA', order: 'VOTES' }],
  ['open problems', { kind: 'PROBLEM', status: 'OPEN' }],
  ['planned ideas', { kind: 'IDEA', status: 'PLANNED' }],
  ['waiting for an answer', { filter: 'UNANSWERED' }],
  ['questions that wait', { kind: 'QUESTION', filter: 'UNANSWERED' }],
  ['solved', { filter: 'SOLVED' }],
  ['officially answered', { filter: 'OFFICIAL' }],
  ['of a product', { product: 'product-2' }],
  ['of a product, newest first', { product: 'product-2', order: 'NEW' }],
  ['questions of a product', { product: 'product-2', kind: 'QUESTION' }],
  ['with a tag', { tag: 'tag-2' }],
  ['with a tag, newest first', { tag: 'tag-2', order: 'NEW' }],
];

describe('the cost of a list', () => {
  let small: TestDatabase;
  let large: TestDatabase;
  beforeAll(async () => {
    [small, large] = [await testDatabase(), await testDatabase()];
    await fill(small.url, SMALL);
    await fill(large.url, LARGE);
  }, 300_000);
  afterAll(async () => {
    await small.close();
    await large.close();
  });

  const viewers: [string, Viewer, (db: Database) => Reader][] = [
    ['a visitor', visitor(), (db) => db.anonymous],
    ['a member', me, (db) => db.main],
    ['a moderator', moderator, (db) => db.main],
  ];
  for (const [who, viewer, readerOf] of viewers) {
    it.each(LISTS)(`for ${who} does not grow with the number of topics: %s`, async (_name, args) => {
      const [little, much] = [await cost(readerOf(small.db), viewer, args), await cost(readerOf(large.db), viewer, args)];
      expect(much.nodes).toEqual(little.nodes);
      expect(much.buffers).toBeLessThanOrEqual(little.buffers * 1.2);
      expect(much.nodes).not.toContain('Seq Scan topic');
    });
  }

  it('is that of the first page on any page', async () => {
    const middle = { after: encodeCursor([Date.parse('2026-01-01T00:00:00Z') + (LARGE / 2) * MINUTE, newId()]) };
    const [first, later] = [await cost(large.db.main, me, {}), await cost(large.db.main, me, middle)];
    expect(later.nodes).toEqual(first.nodes);
    expect(Math.abs(later.buffers - first.buffers)).toBeLessThanOrEqual(first.buffers * 0.2);
  });
});
