import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../testing/index.js';
import { rows } from './database.js';
import { prepareStatements } from './prepared.js';
import { sql, verbatim } from './sql.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.close());

/** The names that PostgreSQL was told while `work` ran, one for each statement. */
async function namesDuring(work: () => Promise<unknown>): Promise<(string | undefined)[]> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  await work();
  const names = query.mock.calls.map(([asked]) => (asked as unknown as { name?: string }).name);
  query.mockRestore();
  return names;
}

const times = async (n: number, work: (i: number) => Promise<unknown>) => {
  for (let i = 0; i < n; i += 1) await work(i);
};

describe('statements that are asked often', () => {
  it('become prepared ones with the fifth time, whatever their values, in and out of transactions', async () => {
    const ask = (i: number) => test.db.main.rows(sql`select ${i}::int + 1 as next`);
    expect(await namesDuring(() => times(4, ask))).toEqual([undefined, undefined, undefined, undefined]);
    const [fifth, sixth] = await namesDuring(() => times(2, ask));
    expect(fifth).toMatch(/^veche_/);
    expect(sixth).toBe(fifth);
    expect(await test.db.main.rows(sql`select ${41}::int + 1 as next`)).toEqual([{ next: 42 }]);
    expect(await test.db.snapshot((reader) => reader.rows(sql`select ${1}::int + 1 as next`))).toEqual([{ next: 2 }]);
  });

  it('go on working when a migration changes what they answer, in and out of transactions', async () => {
    await test.db.main.rows(sql`create table changing (a integer)`);
    const ask = () => test.db.main.rows(sql`select * from changing`);
    const inside = () => test.db.transaction((tx) => rows(tx, sql`select * from changing as inside`));
    await times(6, ask);
    await times(6, inside);
    await test.db.main.rows(sql`insert into changing values (1)`);
    await test.db.main.rows(sql`alter table changing add column b text default 'new'`);
    await times(3, async () => expect(await ask()).toEqual([{ a: 1, b: 'new' }]));
    await times(3, async () => expect(await inside()).toEqual([{ a: 1, b: 'new' }]));
  });

  it('are few: past the most there are, others run without a name', async () => {
    const names = await namesDuring(() => times(200, (n) => times(6, () => test.db.main.rows(verbatim(`select ${n} as n`)))));
    expect(new Set(names.filter(Boolean)).size).toBeLessThanOrEqual(120);
    expect(new Set(names.filter(Boolean)).size).toBeGreaterThan(100);
  });

  it('have no names where they are switched off', async () => {
    prepareStatements(false);
    expect(new Set(await namesDuring(() => times(8, (i) => test.db.main.rows(sql`select ${i}::int + 1 as next`))))).toEqual(
      new Set([undefined]),
    );
    prepareStatements(true);
  });
});
