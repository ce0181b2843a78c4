import { setTimeout as rest } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, eventually, testDatabase } from '../testing/index.js';
import { rows } from './database.js';
import { tellAfter } from './notices.js';
import { sql } from './sql.js';

describe('notices', () => {
  let test: TestDatabase;
  let listener: pg.Client;
  const heard: string[] = [];
  const count = (channel: string) => heard.filter((one) => one === channel).length;
  beforeAll(async () => {
    test = await testDatabase();
    listener = new pg.Client({ connectionString: test.url });
    listener.on('notification', ({ channel }) => heard.push(channel));
    await listener.connect();
    for (const channel of ['kept', 'undone', 'crowd']) await listener.query(`listen ${channel}`);
  });
  afterAll(async () => {
    await listener.end();
    await test.close();
  });

  it('are sent once what they tell of is committed, and not when it is undone', async () => {
    await expect(
      test.db.transaction(async (tx) => {
        tellAfter(tx, 'undone');
        await rows(tx, sql`select 1 / 0`);
      }),
    ).rejects.toThrow('division by zero');
    await test.db.transaction(async (tx) => {
      tellAfter(tx, 'kept');
      await rows(tx, sql`select 1`);
      await rest(30);
      expect(count('kept')).toBe(0);
    });
    await eventually(() => count('kept') === 1);
    expect(count('undone')).toBe(0);
  });

  it('stand for each other: a crowd of commits is a few notices, and one of them comes after the last commit', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () =>
        test.db.transaction(async (tx) => {
          tellAfter(tx, 'crowd');
          await rows(tx, sql`select 1`);
        }),
      ),
    );
    const soFar = count('crowd');
    test.db.tell('crowd');
    await eventually(() => count('crowd') > soFar);
    await rest(100);
    expect(count('crowd')).toBeLessThan(50);
  });
});
