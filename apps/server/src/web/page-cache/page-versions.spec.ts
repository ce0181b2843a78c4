import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Sql, newId, sql, verbatim } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { addressOf } from './kept-address.js';
import { PageVersions } from './page-versions.js';

let test: TestDatabase;
const [topic, reply, held, change, person, other, group] = [newId(), newId(), newId(), newId(), newId(), newId(), newId()];
const PATH = '/t/0123abcd/how-is-it';

beforeAll(async () => {
  test = await testDatabase();
  for (const [id, handle] of [
    [person, 'anna'],
    [other, 'boris'],
  ])
    await run(sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${handle}, 'Anna', now(), now())`);
  await run(sql`insert into audience (id, kind) values (100, 'group')`);
  await run(
    sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
        values (${group}, 'open', 'Open', 'PUBLIC', 100, 1, now())`,
  );
  await run(
    sql`insert into topic (id, key, slug, kind, status, audience_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
        values (${topic}, '0123abcd', 'how-is-it', 'IDEA', 'OPEN', 1, 'How is it?', 'b', 'b', 'b', ${person}, 'Anna', now(), now())`,
  );
  for (const [id, state] of [
    [reply, 'published'],
    [held, 'held'],
  ])
    await run(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, state, body_md, body_html, author_person_id, author_name, created_at)
          values (${id}, ${topic}, 1, 'published', 'ANSWER', ${state}, 'b', 'b', ${person}, 'Anna', now())`,
    );
  await run(
    sql`insert into status_change (id, topic_id, audience_id, topic_state, to_status, word_md, word_html, person_id, created_at)
        values (${change}, ${topic}, 1, 'published', 'OPEN', 'w', 'w', ${person}, now())`,
  );
});
afterAll(() => test.close());

const run = (statement: Sql) => test.db.main.rows(statement);
const versions = () =>
  test.db.main.row<{ topic: number; site: number }>(
    sql`select (select version from topic where id = ${topic})::integer as topic, version::integer as site from site`,
  );

/** By how much both versions move with this. */
async function moves(...statements: Sql[]): Promise<{ topic: number; site: number }> {
  const before = (await versions())!;
  for (const statement of statements) await run(statement);
  const after = (await versions())!;
  return { topic: after.topic - before.topic, site: after.site - before.site };
}

/** Columns that visitors' pages can read: a new one is found here by itself. */
async function shown(table: string, but: string): Promise<{ name: string; type: string }[]> {
  return test.db.main.rows(
    sql`select c.column_name as name, c.data_type as type from information_schema.columns c
        join information_schema.column_privileges p using (table_schema, table_name, column_name)
        where p.grantee = 'portal_public' and p.privilege_type = 'SELECT' and table_name = ${table} and c.is_generated = 'NEVER'
          and c.column_name <> all(${but.split(' ')}::text[]) order by 1`,
  );
}

const SPECIAL: Record<string, Sql> = {
  key: sql`'0123abce'`,
  kind: sql`'PROBLEM'`,
  status: sql`'DECLINED'`,
  state: sql`'hidden'`,
  audience_id: sql`3`,
  group_id: sql`${group}::uuid`,
  solution_reply_id: sql`${reply}::uuid`,
  official_reply_id: sql`${reply}::uuid`,
};
const BY_TYPE: Record<string, (column: Sql) => Sql> = {
  integer: (column) => sql`${column} + 1`,
  text: (column) => sql`coalesce(${column}, '') || 'x'`,
  uuid: () => sql`${other}::uuid`,
  boolean: (column) => sql`not ${column}`,
  'timestamp with time zone': () => sql`'2030-01-01'::timestamptz`,
  ARRAY: () => sql`array[${other}::uuid]`,
};

/** By how much the versions move with each shown column; everything is put back. */
async function movesByColumn(table: string, id: string, but: string, special: Record<string, Sql> = {}): Promise<Record<string, object>> {
  const moved: Record<string, object> = {};
  for (const { name, type } of await shown(table, but)) {
    const column = verbatim(name);
    const value = special[name] ?? BY_TYPE[type]!(column);
    const [kept] = await test.db.main.rows<{ row: string }>(
      sql`select (to_jsonb(t) -> ${name}::text)::text as row from ${verbatim(table)} t where id = ${id}`,
    );
    const also = name === 'kind' && table === 'topic' ? sql`, status = 'OPEN'` : sql``;
    moved[name] = await moves(sql`update ${verbatim(table)} set ${column} = ${value} ${also} where id = ${id}`);
    await run(
      sql`update ${verbatim(table)} t set ${column} = (jsonb_populate_record(t, jsonb_build_object(${name}::text, ${kept!.row}::jsonb))).${column}
          where id = ${id}`,
    );
  }
  return moved;
}

const all = (moved: Record<string, object>, by: object) => Object.fromEntries(Object.keys(moved).map((name) => [name, by]));

describe('the version of a topic', () => {
  it('moves by one with each column of it that visitors may read', async () => {
    const moved = await movesByColumn('topic', topic, 'id version source', SPECIAL);
    expect(Object.keys(moved).length).toBeGreaterThan(20);
    expect(moved).toEqual(all(moved, { topic: 1, site: 0 }));
  });

  it('moves by one with each column of a published reply, and with its end', async () => {
    const moved = await movesByColumn('reply', reply, 'id topic_id audience_id topic_state parent_reply_id parent_state source', {
      kind: sql`'COMMENT'`,
      state: sql`'deleted'`,
    });
    expect(Object.keys(moved).length).toBeGreaterThan(8);
    expect(moved).toEqual(all(moved, { topic: 1, site: 0 }));
    const extra = newId();
    await run(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_name, created_at)
          values (${extra}, ${topic}, 1, 'published', 'COMMENT', 'b', 'b', 'Anna', now())`,
    );
    expect(await moves(sql`delete from reply where id = ${extra}`)).toEqual({ topic: 1, site: 0 });
  });

  it('moves by one with each column of a status, and with a new one', async () => {
    const moved = await movesByColumn('status_change', change, 'id topic_id audience_id topic_state');
    expect(Object.keys(moved).length).toBeGreaterThan(5);
    expect(moved).toEqual(all(moved, { topic: 1, site: 0 }));
    const another = sql`insert into status_change (id, topic_id, audience_id, topic_state, to_status, word_md, word_html, created_at)
      values (${newId()}, ${topic}, 1, 'published', 'DONE', 'w', 'w', now())`;
    expect(await moves(another)).toEqual({ topic: 1, site: 0 });
  });

  it('moves with nothing that visitors do not see', async () => {
    const unseen = [
      sql`update topic set title = title, vote_count = vote_count, moved_at = moved_at where id = ${topic}`,
      sql`update topic set body_md = body_md || 'x', may_go_back = true, closed_by_id = ${other}, deleted_by_id = ${other} where id = ${topic}`,
      sql`update reply set body_md = body_md || 'x', deleted_by_id = ${other} where id = ${reply}`,
      sql`update reply set body_html = body_html || 'x', vote_count = vote_count + 1 where id = ${held}`,
      sql`insert into note (id, topic_id, body_md, body_html, author_person_id, created_at) values (${newId()}, ${topic}, 'n', 'n', ${other}, now())`,
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, state, body_md, body_html, author_name, created_at)
          values (${newId()}, ${topic}, 1, 'published', 'ANSWER', 'held', 'b', 'b', 'Anna', now())`,
    ];
    expect(await moves(...unseen)).toEqual({ topic: 0, site: 0 });
  });

  it('moves once when everything under it moves along, and rests while visitors do not see it', async () => {
    await run(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_name, created_at)
          select gen_random_uuid(), ${topic}, 1, 'published', 'COMMENT', 'b', 'b', 'Anna', now() from generate_series(1, 50)`,
    );
    expect(await moves(sql`update topic set audience_id = 2 where id = ${topic}`)).toEqual({ topic: 1, site: 0 });
    expect(await moves(sql`update reply set vote_count = vote_count + 1 where id = ${reply}`)).toEqual({ topic: 0, site: 0 });
    expect(await moves(sql`update topic set audience_id = 1 where id = ${topic}`)).toEqual({ topic: 1, site: 0 });
  });
});

it('the version of all pages moves by one with each column of a person that visitors may read', async () => {
  const moved = await movesByColumn('person', person, 'id merged_into_id', { state: sql`'erased'` });
  expect(Object.keys(moved).length).toBeGreaterThan(8);
  expect(moved).toEqual(all(moved, { topic: 0, site: 1 }));
});

describe('who asks for the version of a page', () => {
  const of = (path: string) => new PageVersions(test.db).of(addressOf(path)!);

  it('is told none of a topic that visitors do not see, or that has another address', async () => {
    expect(await of(PATH)).toMatch(/^\d+\.\d+$/);
    expect(await of('/t/0123abcd/something-else')).toBeUndefined();
    expect(await of('/t/zzzzzzzz/how-is-it')).toBeUndefined();
    for (const [column, value, back] of [
      ['audience_id', '2', '1'],
      ['state', `'hidden'`, `'published'`],
    ]) {
      await run(verbatim(`update topic set ${column} = ${value}`));
      expect(await of(PATH)).toBeUndefined();
      await run(verbatim(`update topic set ${column} = ${back}`));
      expect(await of(PATH)).toBeDefined();
    }
  });

  it('is told another one of lists when something was done, and of the FAQ when that was understood', async () => {
    const both = async () => [await of('/questions'), await of('/faq')];
    const [lists, faq] = await both();
    await run(sql`update log_head set position = position + 1`);
    const [moved, understood] = await both();
    expect([moved === lists, understood === faq]).toEqual([false, false]);
    await run(sql`insert into consumer_cursor (name, position) values ('faq', 5), ('search', 5)`);
    const [same, another] = await both();
    expect([same === moved, another === understood]).toEqual([true, false]);
  });

  it('asks about lists once a second, and about a topic each time', async () => {
    let now = 0;
    let statements = 0;
    const counted = {
      row: async <T>() => (statements++, { lists: '1', faq: '1' } as T),
      rows: async <T>() => (statements++, [] as T[]),
    };
    const asked = new PageVersions({ anonymous: counted } as unknown as typeof test.db, () => now);
    for (const at of [0, 500, 999]) {
      now = at;
      await asked.of(addressOf('/questions')!);
    }
    expect(statements).toBe(1);
    now = 1_000;
    await asked.of(addressOf('/')!);
    expect(statements).toBe(2);
    for (let i = 0; i < 3; i += 1) await asked.of(addressOf(PATH)!);
    expect(statements).toBe(5);
  });

  it('reads three numbers as portal_public, and may not read where they come from', async () => {
    const [row] = await test.db.anonymous.rows<object>(sql`select * from public_page_version`);
    expect(Object.keys(row!)).toEqual(['site', 'log', 'faq']);
    for (const table of ['log_head', 'consumer_cursor', 'interaction'])
      await expect(test.db.anonymous.rows(sql`select * from ${verbatim(table)}`)).rejects.toThrow('permission denied');
  });
});
