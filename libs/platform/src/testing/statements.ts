import { jest } from '@jest/globals';
import pg from 'pg';

/** How many statements `work` sent to PostgreSQL, on any connection of this process; news of earlier writes, sent meanwhile, not among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const query = jest.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.filter(([statement]) => !textOf(statement).includes('pg_notify')).length;
  } finally {
    query.mockRestore();
  }
}

function textOf(statement: unknown): string {
  return typeof statement === 'string' ? statement : ((statement as { text?: string }).text ?? '');
}
