import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testDatabase } from '../testing/index.js';
import { rows } from './database.js';
import { sql } from './sql.js';

describe('the database', () => {
  it('shows an anonymous reader nothing of accounts, whatever it asks', async () => {
    const { db, close } = await testDatabase();
    try {
      await expect(db.anonymous.rows(sql`select * from account`)).rejects.toThrow('permission denied');
      expect(await db.anonymous.rows(sql`select name from site`)).toEqual([{ name: 'Veche' }]);
    } finally {
      await close();
    }
  });

  it.each([
    [3, 'does what it was to do'],
    [4, 'gives up'],
  ])('after %i deadlocks in a row %s', async (deadlocks) => {
    const { db, url, close } = await testDatabase();
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    try {
      await other.query(`create table place (name text primary key, times integer not null default 0)`);
      await other.query(`insert into place values ('here'), ('there')`);
      // Whoever looks first for a deadlock is the one to end it.
      await other.query(`set deadlock_timeout = '1h'`);
      const take = (name: string) => `update place set times = times + 1 where name = '${name}'`;
      let tries = 0;
      let others: Promise<unknown> = Promise.resolve();
      const done = db.transaction(async (tx) => {
        tries += 1;
        await others;
        await rows(tx, sql`set local deadlock_timeout = '20ms'`);
        await rows(tx, sql`update place set times = times + 1 where name = 'here'`);
        if (tries <= deadlocks) {
          await other.query(`begin; ${take('there')}`);
          others = other.query(take('here')).then(() => other.query('rollback'));
        }
        await rows(tx, sql`update place set times = times + 1 where name = 'there'`);
      });
      if (deadlocks === 3) await done;
      else await expect(done).rejects.toMatchObject({ code: '40P01' });
      await others;
      expect(tries).toBe(4);
      const times = deadlocks === 3 ? 1 : 0;
      expect(await db.main.rows(sql`select times from place`)).toEqual([{ times }, { times }]);
    } finally {
      await other.end();
      await close();
    }
  });
});
