import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Connection } from './prepared.js';

/** The pool below an opened door; TypeORM keeps it to itself. */
export function poolOf(source: DataSource): pg.Pool {
  return (source.driver as unknown as { master: pg.Pool }).master;
}

/** Any free connection of a pool. A statement that fails does not cost its connection, as it does with `pool.query`. */
export function anyOf(pool: pg.Pool): Connection {
  return {
    async query(statement) {
      const client = await pool.connect();
      try {
        return await client.query(statement);
      } finally {
        client.release();
      }
    },
  };
}
