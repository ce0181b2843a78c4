import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { connectDatabase } from '../database/connect.js';
import type { Database } from '../database/database.js';

/** A database of one spec file's own. */
export interface TestDatabase {
  db: Database;
  url: string;
  close(): Promise<void>;
}

/**
 * A fresh, migrated database, copied from the template that the test run made (about 30 ms).
 * The address of the template's server stands in VECHE_TEST_DATABASE (see tools/test.mjs).
 */
export async function testDatabase(entities: (new () => object)[] = []): Promise<TestDatabase> {
  const template = process.env['VECHE_TEST_DATABASE'];
  if (template === undefined) throw new Error('No test database: run specs by `npm test`');
  const name = `t_${randomBytes(8).toString('hex')}`;
  await administer(template, `create database ${name} template veche_template`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const db = await connectDatabase({ url: url.href, poolSize: 10, entities });
  return {
    db,
    url: url.href,
    async close() {
      await db.close();
      await administer(template, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
