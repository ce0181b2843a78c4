import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock, type Tx, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { InteractionLog } from '../log/interaction-log.js';
import type { Interaction } from '../log/interaction.js';
import { Sequencer } from '../log/sequencer.js';
import type { EffectConsumer, StateProjection } from './consumer.js';
import { Consumers } from './consumers.js';

let test: TestDatabase;
let log: InteractionLog;
let consumers: Consumers;
let run = 0;
beforeAll(async () => {
  test = await testDatabase();
  log = new InteractionLog(new SystemClock());
  await test.db.main.rows(sql`create table seen (consumer text, position bigint, nth bigserial)`);
});
beforeEach(() => {
  consumers = new Consumers(test.db, log);
  run += 1;
});
afterAll(() => test.close());

async function happen(times: number): Promise<void> {
  const edited = { kind: 'topic.edited', payload: {}, personId: null, actorPersonId: null, channel: 'web' } as const;
  await test.db.transaction((tx) => log.append(tx, ...Array.from({ length: times }, () => edited)));
  while ((await new Sequencer(test.db).place()) > 0);
}

async function note(tx: Tx, consumer: string, batch: readonly Interaction[]): Promise<void> {
  const positions = batch.map(({ position }) => position);
  await rows(tx, sql`insert into seen (consumer, position) select ${consumer}, p from unnest(${positions}::bigint[]) as p`);
}

/** A state projection that notes what it is given. */
function projection(name = `state-${run}`): StateProjection {
  return {
    name,
    effect: false,
    apply: (tx, batch) => note(tx, name, batch),
    clear: async (tx) => void (await rows(tx, sql`delete from seen where consumer = ${name}`)),
  };
}

/** An effect consumer: what is there already it does not bring about again. */
function effect(name = `effect-${run}`): EffectConsumer {
  return {
    name,
    effect: true,
    async apply(tx, batch) {
      const there = await rows<{ position: string }>(tx, sql`select position from seen where consumer = ${name}`);
      const known = new Set(there.map(({ position }) => Number(position)));
      await note(
        tx,
        name,
        batch.filter(({ position }) => !known.has(position)),
      );
    },
  };
}

async function seen(name: string): Promise<number[]> {
  const found = await test.db.main.rows<{ position: string }>(sql`select position from seen where consumer = ${name} order by nth`);
  return found.map(({ position }) => Number(position));
}

async function everything(): Promise<number[]> {
  return Array.from({ length: await log.head(test.db.main) }, (_, i) => i + 1);
}

describe('a consumer', () => {
  it('is waited for while another process reads it, and only then has it got there', async () => {
    await happen(3);
    const consumer = projection();
    await consumers.startOver(consumer);
    const head = await log.head(test.db.main);
    let hasArrived = false;
    const arrived = await test.db.transaction(async (tx) => {
      await rows(tx, sql`select from consumer_cursor where name = ${consumer.name} for update`);
      const reaching = consumers.reach(consumer, head).then(() => (hasArrived = true));
      expect(await consumers.advance(consumer)).toBe(0);
      expect(hasArrived).toBe(false);
      return { reaching };
    });
    await arrived.reaching;
    expect(await consumers.position(consumer.name)).toBe(head);
    expect(await seen(consumer.name)).toEqual(await everything());
  });

  it.each([1, 7, 500])('reads everything once and in order, in batches of %i', async (limit) => {
    await happen(20);
    const consumer = projection();
    await consumers.drain(consumer, limit);
    expect(await seen(consumer.name)).toEqual(await everything());
    expect(await consumers.position(consumer.name)).toBe(await log.head(test.db.main));
  });

  it('that fails in the middle of a batch leaves nothing behind and reads the batch again', async () => {
    await happen(10);
    const consumer = projection();
    let failures = 2;
    const failing: StateProjection = {
      ...consumer,
      async apply(tx, batch) {
        await note(tx, consumer.name, batch.slice(0, 3));
        if (failures-- > 0) throw new Error('in the middle');
        await note(tx, consumer.name, batch.slice(3));
      },
    };
    for (let i = 0; i < 2; i++) await expect(consumers.advance(failing)).rejects.toThrow('in the middle');
    expect(await seen(consumer.name)).toEqual([]);
    await consumers.drain(failing);
    expect(await seen(consumer.name)).toEqual(await everything());
  });

  it('whose connection is killed after its work, before the commit, has done nothing twice', async () => {
    await happen(10);
    const consumer = projection();
    let kills = 3;
    const killed: StateProjection = {
      ...consumer,
      async apply(tx, batch) {
        await consumer.apply(tx, batch);
        if (kills-- > 0) await rows(tx, sql`select pg_terminate_backend(pg_backend_pid())`);
      },
    };
    for (let i = 0; i < 3; i++) await expect(consumers.advance(killed, 4)).rejects.toThrow();
    await consumers.drain(killed, 4);
    expect(await seen(consumer.name)).toEqual(await everything());
  });

  it('in several processes at once still applies each interaction once, in order', async () => {
    await happen(30);
    const consumer = projection();
    const others = [consumers, new Consumers(test.db, log), new Consumers(test.db, log)];
    for (const head = await log.head(test.db.main); (await consumers.position(consumer.name)) < head;) {
      await Promise.all(others.map((one) => one.advance(consumer, 5)));
    }
    expect(await seen(consumer.name)).toEqual(await everything());
  });

  it('keeps its own place: one that fails holds up no other', async () => {
    await happen(5);
    const [healthy, broken] = [projection(`healthy-${run}`), effect(`broken-${run}`)];
    const failing: EffectConsumer = { ...broken, apply: () => Promise.reject(new Error('broken')) };
    await consumers.drain(healthy);
    await expect(consumers.drain(failing)).rejects.toThrow('broken');
    expect(await seen(healthy.name)).toEqual(await everything());
    expect(await consumers.position(failing.name)).toBe(0);
    await consumers.drain(broken);
    expect(await seen(broken.name)).toEqual(await everything());
  });

  it('has a name of its own', () => {
    consumers.register(projection('twice'));
    expect(() => consumers.register(effect('twice'))).toThrow('two consumers are called twice');
    expect(consumers.names()).toEqual(['twice']);
  });
});

describe('starting over', () => {
  it('empties a state projection and fills it with the same, also when interrupted', async () => {
    await happen(10);
    const consumer = projection();
    await consumers.drain(consumer);
    const before = await seen(consumer.name);
    await consumers.startOver(consumer);
    expect(await seen(consumer.name)).toEqual([]);
    await consumers.advance(consumer, 3);
    // The process ends here; another one continues.
    await new Consumers(test.db, log).drain(consumer, 4);
    expect(await seen(consumer.name)).toEqual(before);
  });

  it('lets an effect consumer add what is missing and repeat nothing', async () => {
    await happen(10);
    const consumer = effect();
    await consumers.drain(consumer);
    const before = await seen(consumer.name);
    await test.db.main.rows(sql`delete from seen where consumer = ${consumer.name} and position = 4`);
    await consumers.startOver(consumer);
    await consumers.drain(consumer);
    expect((await seen(consumer.name)).sort((a, b) => a - b)).toEqual(before);
  });

  it('waits for the batch that is under way', async () => {
    await happen(3);
    const consumer = projection();
    let proceed = (): void => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    let begun = (): void => undefined;
    const applying = new Promise<void>((resolve) => (begun = resolve));
    const slow: StateProjection = {
      ...consumer,
      async apply(tx, batch) {
        await consumer.apply(tx, batch);
        begun();
        await held;
      },
    };
    const advanced = consumers.advance(slow);
    await applying;
    const over = consumers.startOver(consumer);
    proceed();
    await Promise.all([advanced, over]);
    expect(await consumers.position(consumer.name)).toBe(0);
    expect(await seen(consumer.name)).toEqual([]);
  });
});
