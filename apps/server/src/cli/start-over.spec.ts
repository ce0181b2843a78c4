import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consumers, InteractionLog, type StateProjection } from '@veche/interactions';
import { PlainConnection, SystemClock, type Tx, rows, sql } from '@veche/platform';
import { type TestDatabase, eventually, testDatabase } from '@veche/platform/testing';
import { beginSnapshot } from '../backup/snapshot.js';
import { startOverWhenFree } from './start-over.js';

let test: TestDatabase;
let portal: { consumers: Consumers; database: TestDatabase['db']; locale: 'en' };
let other: PlainConnection;
const search: StateProjection = {
  name: 'search-again',
  effect: false,
  apply: () => Promise.resolve(),
  clear: async (tx: Tx) => void (await rows(tx, sql`truncate search_word`)),
};
beforeAll(async () => {
  test = await testDatabase();
  portal = { consumers: new Consumers(test.db, new InteractionLog(new SystemClock())), database: test.db, locale: 'en' };
});
beforeAll(async () => {
  other = await PlainConnection.open(test.url);
});
afterAll(async () => {
  await other.close();
  await test.close();
});

const words = () => test.db.main.rows(sql`select word from search_word`);

describe('a rebuild', () => {
  it('says nothing when nobody is in its way', async () => {
    const said: string[] = [];
    await startOverWhenFree(search, portal, (sentence) => said.push(sentence));
    expect(said).toEqual([]);
  });

  it('says once that it waits for a running backup, lets readers pass meanwhile, and begins when the backup is done', async () => {
    await test.db.main.rows(sql`insert into search_word values ('a', 1, 1)`);
    await beginSnapshot(other);
    const said: string[] = [];
    let isDone = false;
    const begun = startOverWhenFree(search, portal, (sentence) => said.push(sentence)).then(() => (isDone = true));
    await eventually(() => said.length > 0);
    expect(said[0]).toMatch(/^A backup that began at \d\d:\d\d UTC is reading its tables\. Waiting/);
    // Behind a lock that waits until the end this would not come back.
    expect(await words()).toHaveLength(1);
    expect(isDone).toBe(false);
    await other.run('commit');
    await begun;
    expect(said).toHaveLength(1);
    expect(await words()).toEqual([]);
    // The name was the snapshot's alone.
    expect(await other.row(sql`show application_name`)).toEqual({ application_name: 'veche command' });
  });

  it('does not take another reader for a backup', async () => {
    await other.run('begin; lock table search_word in access share mode');
    const said: string[] = [];
    const begun = startOverWhenFree(search, portal, (sentence) => said.push(sentence));
    await eventually(() => said.length > 0);
    await other.run('rollback');
    await begun;
    expect(said).toEqual(['Others are using its tables. Waiting until they are free …']);
  });
});
