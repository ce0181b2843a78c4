import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consumers, InteractionLog, KINDS, type InteractionKind } from '@veche/interactions';
import { MovedClock, excerptOf, renderMarkdown, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { topicSlug } from '../../../libs/community/src/topics/slug.js';
import { DemandRepository } from '../../../libs/faq/src/demand/demand.repository.js';
import { FaqProjection } from '../../../libs/faq/src/demand/faq.projection.js';
import { NeedRepository } from '../../../libs/faq/src/need/need.repository.js';
import { DocumentRepository } from '../../../libs/search/src/documents/document.repository.js';
import { SearchProjection } from '../../../libs/search/src/documents/search.projection.js';
import { generate } from './generate.mjs';

const SMALL = { replies: 2_000, people: 300, staff: 10, titles: 200, bodies: 60 };
const UNTIL = new Date('2026-11-20T00:00:00Z');

async function filled(seed = 20): Promise<TestDatabase> {
  const test = await testDatabase();
  const demand = new DemandRepository();
  await generate({
    url: test.url,
    topics: 400,
    size: { ...SMALL, busyEvery: 20, votes: 12, log: 1, seed },
    until: UNTIL,
    portal: { renderMarkdown, excerptOf, topicSlug, recomputeDemand: (ids) => test.db.transaction((tx) => demand.recompute(tx, ids)) },
  });
  return test;
}

describe('a generated community', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await filled();
  }, 120_000);
  afterAll(() => test.close());

  const value = async (statement: string): Promise<unknown> => {
    const client = test.db.main;
    const row = await client.row<Record<string, unknown>>(sql([statement]));
    return row && Object.values(row)[0];
  };
  const print = (table: string, columns = '*') =>
    value(`select count(*) || ' ' || md5(string_agg(x::text, '|' order by x::text collate "C")) from (select ${columns} from ${table}) x`);

  it('has the size it was asked for, bodies of about 500 characters in two languages, and 20 answers on busy topics', async () => {
    expect(await value('select count(*)::int from topic')).toBe(400);
    expect(await value('select count(*)::int from reply')).toBe(2_000);
    expect(await value("select avg(length(body_md))::int from reply where kind = 'ANSWER'")).toBeGreaterThan(450);
    expect(await value("select avg(length(body_md))::int from reply where kind = 'ANSWER'")).toBeLessThan(560);
    expect(await value("select count(*)::int from topic where body_md ~ '[а-я]'")).toBeGreaterThan(120);
    expect(await value('select count(*)::int from topic where answer_count = 20')).toBeGreaterThanOrEqual(20);
  });

  it.each([
    ['answers', "answer_count <> (select count(*) from reply r where r.topic_id = t.id and r.kind = 'ANSWER' and r.state = 'published')"],
    [
      'comments',
      "comment_count <> (select count(*) from reply r where r.topic_id = t.id and r.kind = 'COMMENT' and r.state = 'published' and (r.parent_state is null or r.parent_state = 'published'))",
    ],
    ['votes', 'vote_count <> (select count(*) from topic_vote v where v.topic_id = t.id)'],
    ['followers', 'follower_count <> (select count(*) from topic_follow v where v.topic_id = t.id)'],
    ['movement', 'moved_at <> greatest(created_at, (select max(created_at) from reply r where r.topic_id = t.id))'],
    ['products', 'product_ids <> array(select product_id from topic_product x where x.topic_id = t.id order by 1)'],
    ['tags', 'tag_ids <> array(select tag_id from topic_tag x where x.topic_id = t.id order by 1)'],
    [
      'solutions',
      "solution_reply_id is not null and not exists (select from reply r where r.id = solution_reply_id and r.topic_id = t.id and r.kind = 'ANSWER')",
    ],
    ['own votes', 'exists (select from topic_vote v where v.topic_id = t.id and v.person_id = t.author_person_id)'],
  ])('counts %s as they are', async (_what, wrong) => {
    expect(await value(`select count(*)::int from topic t where ${wrong}`)).toBe(0);
  });

  it('counts votes of replies and tallies of labels as they are', async () => {
    expect(
      await value('select count(*)::int from reply r where vote_count <> (select count(*) from reply_vote v where v.reply_id = r.id)'),
    ).toBe(0);
    expect(
      await value(`select count(*)::int from (
        select subject_id, audience_id, topic_state, topics from topic_tally except (
          select product_id, audience_id, topic_state, count(*) from topic_product group by 1, 2, 3
          union all select tag_id, audience_id, topic_state, count(*) from topic_tag group by 1, 2, 3)) x`),
    ).toBe(0);
  });

  it('breaks no foreign key, though they were not looked at while it was written', async () => {
    const keys = await test.db.main.rows<{ table: string; name: string; definition: string }>(
      sql`select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
          where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`,
    );
    expect(keys.length).toBeGreaterThan(20);
    // Adding it anew reads every row.
    for (const { table, definition } of keys)
      await test.db.main
        .rows(sql([`alter table ${table} add constraint looked_at ${definition}`]))
        .then(() => test.db.main.rows(sql([`alter table ${table} drop constraint looked_at`])));
  });

  it('has a log whose payloads are what their kinds promise, in order, read to its head by everybody', async () => {
    const rows = await test.db.main.rows<{ kind: InteractionKind; payload: unknown }>(
      sql`select distinct on (kind, payload) kind, payload from interaction`,
    );
    expect(new Set(rows.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(7);
    for (const { kind, payload } of rows) KINDS[kind].payload.parse(payload);
    expect(await value('select count(*)::int from interaction where position is distinct from seq')).toBe(0);
    expect(await value('select count(*)::int from consumer_cursor, log_head where consumer_cursor.position <> log_head.position')).toBe(0);
  });

  it('has the needs, demands and search texts that the projections make of its log', async () => {
    const tables = ['need', 'need_topic', 'demand', 'faq_place', 'search_document', 'search_word'];
    const made = await Promise.all(tables.map((table) => print(table)));
    const consumers = new Consumers(test.db, new InteractionLog(new MovedClock()));
    for (const projection of [
      new FaqProjection(new NeedRepository(), new DemandRepository()),
      new SearchProjection(new DocumentRepository()),
    ]) {
      await consumers.startOver(projection);
      await consumers.drain(projection, 500);
    }
    expect(await Promise.all(tables.map((table) => print(table)))).toEqual(made);
  });

  it('is the same for the same seed and another for another', async () => {
    const [again, other] = [await filled(), await filled(21)];
    const titles = async ({ db }: TestDatabase) =>
      db.main.row(sql`select md5(string_agg(key || title || body_html || vote_count, '|' order by id)) as print from topic`);
    expect(await titles(again)).toEqual(await titles(test));
    expect(await titles(other)).not.toEqual(await titles(test));
    await Promise.all([again.close(), other.close()]);
  }, 120_000);
});
