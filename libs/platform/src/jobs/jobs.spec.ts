import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../database/sql.js';
import { currentRequestId, withRequest } from '../log/request-context.js';
import { type TestDatabase, eventually, testDatabase } from '../testing/index.js';
import { Jobs } from './jobs.js';

let test: TestDatabase;
let jobs = new Jobs();
beforeAll(async () => {
  test = await testDatabase();
});
afterEach(async () => {
  await jobs.stop();
  jobs = new Jobs();
});
afterAll(() => test.close());

/** Defines `name` so that it notes what it was given. */
function noting(name: string): unknown[] {
  const done: unknown[] = [];
  jobs.define(name, async (payload) => void done.push(payload));
  return done;
}

describe('a job', () => {
  it('runs if and only if the transaction that added it commits', async () => {
    const done = noting('note');
    await jobs.start(test.url);
    await test.db.transaction((tx) => jobs.add(tx, 'note', { n: 1 }));
    const failing = test.db.transaction(async (tx) => {
      await jobs.add(tx, 'note', { n: 2 });
      throw new Error('not committed');
    });
    await expect(failing).rejects.toThrow('not committed');
    await test.db.transaction((tx) => jobs.add(tx, 'note', { n: 3 }));
    await eventually(() => done.length === 2);
    expect(done).toEqual(expect.arrayContaining([{ n: 1 }, { n: 3 }]));
  });

  it('of one key waits once, with the newest payload', async () => {
    for (const n of [1, 2, 3]) await test.db.transaction((tx) => jobs.add(tx, 'keyed', { n }, { key: 'k' }));
    await test.db.transaction((tx) => jobs.addAll(tx, 'keyed', [4, 5, 6].map((n) => ({ payload: { n }, key: n === 6 ? 'other' : 'k' })))); // prettier-ignore
    const done = noting('keyed');
    await jobs.start(test.url);
    await eventually(() => done.length === 2);
    expect(done).toEqual(expect.arrayContaining([{ n: 5 }, { n: 6 }]));
    await eventually(async () => (await test.db.main.rows(sql`select from graphile_worker.jobs`)).length === 0);
  });

  it('that fails is tried again, and others meanwhile', async () => {
    let tries = 0;
    jobs.define('failing', async () => {
      tries += 1;
      throw new Error('not yet');
    });
    const done = noting('healthy');
    await test.db.transaction(async (tx) => {
      await jobs.add(tx, 'failing');
      await jobs.add(tx, 'healthy');
    });
    await jobs.start(test.url);
    await eventually(() => tries === 1 && done.length === 1);
    await eventually(() => test.db.main.row(sql`select from graphile_worker.jobs where task_identifier = 'failing' and run_at > now()`));
  });

  it('carries an id of its own into its log lines', async () => {
    let id: string | undefined;
    jobs.define('logging', async () => void (id = currentRequestId()));
    await test.db.transaction((tx) => jobs.add(tx, 'logging'));
    await jobs.start(test.url);
    expect(await eventually(() => id)).toMatch(/^job-\d+$/);
  });

  it('carries the id of the request that added it, and its own without one', async () => {
    const seen: (string | undefined)[] = [];
    jobs.define('origin', async (payload) => {
      expect(payload).toEqual({ n: 1 });
      seen.push(currentRequestId());
    });
    await jobs.start(test.url);
    const add = () => test.db.transaction((tx) => jobs.add(tx, 'origin', { n: 1 }));
    await withRequest({ requestId: 'request-7' }, add);
    await eventually(() => seen.length === 1);
    await add();
    await eventually(() => seen.length === 2);
    expect(seen).toEqual(['request-7', expect.stringMatching(/^job-\d+$/)]);
  });
});
