import { jest } from '@jest/globals';
import pg from 'pg';

/** How many statements `work` sent to PostgreSQL, on any connection of this process. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}
