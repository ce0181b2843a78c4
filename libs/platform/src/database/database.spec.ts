import { describe, expect, it } from '@jest/globals';
import { testDatabase } from '../testing/index.js';
import { sql } from '../database/sql.js';

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
});
