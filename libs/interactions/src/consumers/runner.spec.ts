import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock, sql } from '@veche/platform';
import { type TestDatabase, eventually, testDatabase } from '@veche/platform/testing';
import { InteractionLog } from '../log/interaction-log.js';
import { Sequencer } from '../log/sequencer.js';
import type { EffectConsumer } from './consumer.js';
import { Consumers } from './consumers.js';
import { Runner } from './runner.js';

let test: TestDatabase;
let log: InteractionLog;
let consumers: Consumers;
let runner: Runner;
beforeAll(async () => {
  test = await testDatabase();
  log = new InteractionLog(new SystemClock());
});
beforeEach(() => {
  consumers = new Consumers(test.db, log);
  runner = new Runner(new Sequencer(test.db), consumers);
});
afterEach(() => runner.stop());
afterAll(() => test.close());

const happen = () =>
  test.db.transaction((tx) => log.append(tx, { kind: 'topic.edited', payload: {}, personId: null, actorPersonId: null, channel: 'web' }));

/** The last position, once everything that is committed has one. */
async function written(): Promise<number> {
  return (await test.db.main.row<{ count: number }>(sql`select count(*)::integer as count from interaction`))!.count;
}

function counter(name: string, fail: () => boolean = () => false): EffectConsumer & { positions: number[] } {
  const positions: number[] = [];
  return {
    name,
    effect: true,
    positions,
    async apply(_tx, batch) {
      if (fail()) throw new Error('not now');
      positions.push(...batch.map(({ position }) => position));
    },
  };
}

describe('the runner', () => {
  it('brings news to every consumer soon after the commit, without being asked', async () => {
    const [one, two] = [counter('soon-1'), counter('soon-2')];
    consumers.register(one);
    consumers.register(two);
    await runner.start(test.url);
    await happen();
    const head = await written();
    await eventually(() => one.positions.at(-1) === head && two.positions.at(-1) === head);
  });

  it('lets a failing consumer pause alone, and tries it again', async () => {
    let broken = true;
    const [healthy, failing] = [counter('alone-healthy'), counter('alone-failing', () => broken)];
    consumers.register(failing);
    consumers.register(healthy);
    await runner.start(test.url);
    await happen();
    await eventually(() => healthy.positions.length > 0);
    await happen();
    const head = await written();
    await eventually(() => healthy.positions.at(-1) === head);
    expect(failing.positions).toEqual([]);
    broken = false;
    await eventually(() => failing.positions.at(-1) === head, 20_000);
  });

  it('goes on after the connection on which it listens was lost', async () => {
    const consumer = counter('listening');
    consumers.register(consumer);
    await runner.start(test.url);
    await test.db.main.rows(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
    );
    await happen();
    const head = await written();
    await eventually(() => consumer.positions.at(-1) === head);
    // It listens again, on a new connection.
    await eventually(() =>
      test.db.main.row(sql`select from pg_stat_activity where datname = current_database() and query like 'listen %'`),
    );
  });

  it('reads a backlog of many batches without waiting between them', async () => {
    const edited = { kind: 'topic.edited', payload: {}, personId: null, actorPersonId: null, channel: 'web' } as const;
    for (let i = 0; i < 6; i++) await test.db.transaction((tx) => log.append(tx, ...Array.from({ length: 500 }, () => edited)));
    const consumer = counter('backlog');
    consumers.register(consumer);
    await runner.start(test.url);
    const head = await written();
    await eventually(() => consumer.positions.at(-1) === head, 30_000);
    expect(consumer.positions).toEqual(consumer.positions.map((_, i) => i + 1));
  });
});
