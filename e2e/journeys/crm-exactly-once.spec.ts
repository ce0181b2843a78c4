import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CrmConnection, ConnectionReader, ConnectionService, CrmModule } from '@veche/crm';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, PlatformModule, type Sql, loadConfig, newId, sql } from '@veche/platform';
import { type TestDatabase, eventually, testDatabase } from '@veche/platform/testing';
import { type Viewer, VisibilityModule, viewerOf } from '@veche/visibility';
import { type Arrival, Restarted, arrivals, freePort } from '../support/crm-storm.js';

/** How many of each are killed with -9: the receiver before and after it stored, and at any moment; the worker; the writer. */
const FULL = { people: 50, each: 20, pause: 6_000, before: 8, after: 8, anywhere: 4, worker: 8, writer: 4, inFlight: 30 };
const SMALL = { people: 10, each: 10, pause: 2_000, before: 1, after: 1, anywhere: 0, worker: 1, writer: 1, inFlight: 3 };
const size = process.env['VECHE_STORM'] === 'small' ? SMALL : FULL;
const total = size.people * size.each;
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const SECRET_KEY = randomBytes(32).toString('hex');
const LONG = 5 * 60_000;

describe(`${total} interactions of ${size.people} people while everybody is killed at random`, () => {
  const killed = { before: 0, after: 0, anywhere: 0, worker: 0, writer: 0, inFlight: 0 };
  const processes: Restarted[] = [];
  let database: TestDatabase;
  let core: INestApplicationContext;
  let admin: Viewer;
  let connection: string;
  let folder: string;
  let stored: Arrival[];
  let log: { id: string; position: number; person: string }[];

  const shown = async (): Promise<CrmConnection> => (await core.get(ConnectionReader).byId(admin, connection))!;
  const count = async (what: Sql): Promise<number> =>
    (await database.db.main.row<{ n: number }>(sql`select count(*)::integer as n from ${what}`))!.n;

  beforeAll(async () => {
    database = await testDatabase();
    folder = await mkdtemp(path.join(os.tmpdir(), 'veche-storm-'));
    const config = loadConfig({ VECHE_SECRET_KEY: SECRET_KEY, NODE_ENV: 'test' });
    const platform = PlatformModule.with({ config, database: database.db, brakes: new Brakes(database.url) });
    class Core {}
    core = await NestFactory.createApplicationContext(
      { module: Core, imports: [platform, VisibilityModule, InteractionsModule, CrmModule] },
      { logger: false },
    );
    for (let nth = 0; nth <= size.people; nth += 1) {
      const handle = nth === 0 ? 'admin' : `storm-${nth}`;
      await database.db.main.rows(
        sql`insert into person (id, handle, name, joined_at, created_at) values (${newId()}, ${handle}, ${handle}, now(), now())`,
      );
    }
    const found = await database.db.main.row<{ id: string }>(sql`select id from person where handle = 'admin'`);
    admin = viewerOf({
      personId: found!.id,
      accountId: null,
      sessionId: null,
      name: 'Admin',
      roles: ['CRM_ADMIN'],
      privateAudienceId: null,
      locale: 'en',
    });
    await storm();
    stored = await arrivals(path.join(folder, 'stored'));
    log = await database.db.main.rows(
      sql`select id, position::integer as position, person_id as person from interaction order by position`,
    );
    const { inFlight, ...victims } = killed;
    process.stdout.write(
      `  killed: ${JSON.stringify(victims)}, ${inFlight} with deliveries in flight; ${stored.length} messages stored for ${log.length} interactions\n`,
    );
  }, LONG);

  afterAll(async () => {
    await Promise.all(processes.map((one) => one.stop()));
    // What failed before it was opened needs no closing.
    await core?.close();
    await database?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  async function storm(): Promise<void> {
    const port = await freePort();
    connection = (await core.get(ConnectionService).save(admin, { name: 'CRM', url: `http://127.0.0.1:${port}/hook`, secret: SECRET })).id;
    const base = { DATABASE_URL: database.url, SECRET_KEY };
    const receiver = new Restarted(
      'crm-receiver.mjs',
      () => ({ PORT: `${port}`, FILE: path.join(folder, 'stored'), SECRET, DIE: nextDeath() }),
      ({ DIE }) => died(DIE!),
    );
    const worker = new Restarted('crm-storm-worker.mjs', () => base);
    const writer = new Restarted('crm-storm-writer.mjs', () => ({ ...base, EACH: `${size.each}`, PAUSE: `${size.pause}` }));
    processes.push(receiver, worker, writer);
    await Promise.all(processes.map((one) => one.start()));
    const victims = { anywhere: receiver, worker, writer };
    for (const name of shuffled(['anywhere', 'worker', 'writer'] as const)) await killInFlight(name, victims[name]);
    await writer.ended();
    await eventually(async () => (await shown()).equation.delivered === total, 2 * 60_000);
  }

  /** Kills at a random moment at which something is being sent. */
  async function killInFlight(name: 'anywhere' | 'worker' | 'writer', victim: Restarted): Promise<void> {
    await new Promise((resume) => setTimeout(resume, 300 + Math.random() * 1_500));
    await eventually(async () => (await count(sql`delivery where state = 'sending'`)) > 0, 60_000);
    victim.kill();
    killed[name] += 1;
    killed.inFlight += 1;
  }

  /** The receiver ends itself in the middle of a message, as often as planned, each time at another one. */
  function nextDeath(): string {
    const open = (['before', 'after'] as const).filter((point) => killed[point] < size[point]);
    const point = open[Math.floor(Math.random() * open.length)];
    return point === undefined ? '' : `${point}:${2 + Math.floor(Math.random() * 10)}`;
  }

  function died(death: string): void {
    const [point] = death.split(':');
    // Killed from outside before it came to its planned end: counted where that was done.
    if (processes[0]!.wasKilled) return;
    if (point === 'before' || point === 'after') killed[point] += 1;
    killed.inFlight += 1;
  }

  function shuffled<T extends 'anywhere' | 'worker' | 'writer'>(names: readonly T[]): T[] {
    return names
      .flatMap((name) => Array.from({ length: size[name] }, () => ({ name, at: Math.random() })))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  }

  it('was a storm', async () => {
    expect(killed).toMatchObject({
      before: size.before,
      after: size.after,
      anywhere: size.anywhere,
      worker: size.worker,
      writer: size.writer,
    });
    expect(killed.inFlight).toBeGreaterThanOrEqual(size.inFlight);
    expect(await count(sql`delivery_attempt where outcome in ('unknown', 'interrupted')`)).toBeGreaterThan(0);
    expect(stored.length).toBeGreaterThan(new Set(stored.map(({ id }) => id)).size);
  });

  it('left at the receiver exactly the log, once repeated ids are ignored', () => {
    expect(log).toHaveLength(total);
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(log.map(({ id }) => id)));
    const written = new Map(log.map((one) => [one.id, one]));
    for (const { id, position, person } of stored) expect({ id, position, person }).toEqual(written.get(id));
  });

  it('kept the order of each person', () => {
    const last = new Map<string, number>();
    const seen = new Set<string>();
    for (const { id, person, position } of stored.filter((one) => !seen.has(one.id) && seen.add(one.id))) {
      expect({ id, isLater: position > (last.get(person) ?? 0) }).toEqual({ id, isLater: true });
      last.set(person, position);
    }
  });

  it('repeated nothing but the same bytes', () => {
    const bodies = new Set(stored.map(({ id, body }) => `${id} ${body}`));
    expect(bodies.size).toBe(new Set(stored.map(({ id }) => id)).size);
  });

  it('balances', async () => {
    expect((await shown()).equation).toMatchObject({
      interactions: total,
      delivered: total,
      notRead: 0,
      waiting: 0,
      sending: 0,
      unknown: 0,
      balances: true,
    });
  });
});
