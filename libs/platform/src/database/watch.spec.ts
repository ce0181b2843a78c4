import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Server, type Socket, connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type TestDatabase, eventually, testDatabase } from '../testing/index.js';
import { isAway } from './away.js';
import { connectDatabase } from './connect.js';
import type { Database } from './database.js';
import { sql } from './sql.js';
import { DatabaseWatch } from './watch.js';

let test: TestDatabase;
let between: Between;
let watch: DatabaseWatch;
let db: Database;

beforeEach(async () => {
  test = await testDatabase();
  between = await Between.open(test.url);
  watch = new DatabaseWatch(between.url, { every: 50, patience: 250, whileAway: 50 });
  db = await connectDatabase({ url: between.url, poolSize: 2, watch });
  watch.start();
});

afterEach(async () => {
  await watch.stop();
  await db.close();
  between.close();
  await test.close();
});

describe('a database that is gone', () => {
  it('is known as away, and as back when it is', async () => {
    const told: boolean[] = [];
    watch.onChange((away) => told.push(away));
    between.refuse();
    await eventually(() => watch.isAway);
    expect(isAway(await failureOf(db.main.rows(sql`select 1`)))).toBe(true);
    between.accept();
    await eventually(() => !watch.isAway);
    expect(await db.main.row(sql`select 1 as one`)).toEqual({ one: 1 });
    expect(told).toEqual([true, false]);
  });
});

describe('a database that hangs', () => {
  it('fails what waits for it, and never uses those connections again', async () => {
    await db.main.rows(sql`select 1`);
    between.hang();
    expect(isAway(await failureOf(db.main.rows(sql`select 1`)))).toBe(true);
    expect(watch.isAway).toBe(true);
    between.resume();
    await eventually(() => !watch.isAway);
    expect(await db.main.row(sql`select 2 as two`)).toEqual({ two: 2 });
  });
});

describe('the loss of the one connection that asks', () => {
  it('is no loss of the database', async () => {
    const told: boolean[] = [];
    watch.onChange((away) => told.push(away));
    await eventually(async () => (await test.db.main.rows(asking)).length === 1);
    const [before] = await test.db.main.rows<{ pid: number }>(asking);
    await test.db.main.rows(sql`select pg_terminate_backend(${before!.pid})`);
    await eventually(async () => {
      const [now] = await test.db.main.rows<{ pid: number }>(asking);
      return now !== undefined && now.pid !== before!.pid;
    });
    expect(told).toEqual([]);
  });
});

function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const asking = sql`select pid from pg_stat_activity where application_name = 'veche watch' and datname = current_database()`;

/** A wire to PostgreSQL that can be cut or frozen. */
class Between {
  private readonly sockets = new Set<Socket>();
  private isFrozen = false;
  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly port: number,
  ) {}

  static async open(url: string): Promise<Between> {
    const target = new URL(url);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const address = new URL(url);
    address.port = String(port);
    const between = new Between(server, address.href, port);
    server.on('connection', (near) => between.wire(near, connect(Number(target.port), target.hostname)));
    return between;
  }

  refuse(): void {
    this.server.close();
    this.drop();
  }

  accept(): void {
    this.server.listen(this.port, '127.0.0.1');
  }

  hang(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  resume(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  close(): void {
    this.server.close();
    this.drop();
  }

  private drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private wire(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => undefined).on('close', () => to.destroy());
      from.on('data', (chunk: Buffer) => to.write(chunk));
      if (this.isFrozen) from.pause();
    }
  }
}
