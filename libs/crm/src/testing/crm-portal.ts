import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Consumers, type InteractionKind, InteractionLog, InteractionsModule, type NewInteraction, Sequencer } from '@veche/interactions';
import { Brakes, type Clock, type Database, MovedClock, PlatformModule, loadConfig, newId, sql } from '@veche/platform';
import { testDatabase } from '@veche/platform/testing';
import { type Viewer, VisibilityModule, viewerOf } from '@veche/visibility';
import { ConnectionReader } from '../connections/connection.reader.js';
import { ConnectionService } from '../connections/connection.service.js';
import type { CrmConnection } from '../connections/connection.type.js';
import { CrmModule } from '../crm.module.js';
import type { LaneKey } from '../lanes/lane.js';
import { Lanes } from '../lanes/lanes.js';

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const CONFIG = loadConfig({
  NODE_ENV: 'test',
  VECHE_SECRET_KEY: '0'.repeat(64),
  CRM_ALLOWED_ADDRESSES: '127.0.0.0/8',
  PUBLIC_URL: 'https://portal.example',
});

/** An interaction of this person; a follow unless told. */
type Happening = Partial<NewInteraction> & { personId: string | null };

/** A portal with the log and the CRM part alone, on a database of its own. Jobs do not run by themselves: `work()` does what they would. */
export class CrmPortal {
  private constructor(
    readonly app: INestApplicationContext,
    readonly db: Database,
    readonly url: string,
    readonly clock: MovedClock,
    readonly admin: Viewer,
    private readonly dropDatabase: () => Promise<void>,
  ) {}

  /** @param clock default: one that stands still until it is moved */
  static async open(clock: Clock = new MovedClock()): Promise<CrmPortal> {
    const { db, url, close } = await testDatabase();
    const platform = PlatformModule.with({ config: CONFIG, database: db, brakes: new Brakes(url), clock });
    class Root {}
    const imports = [platform, VisibilityModule, InteractionsModule, CrmModule];
    const app = await NestFactory.createApplicationContext({ module: Root, imports }, { logger: false });
    const personId = await insertPerson(db, 'Admin');
    const facts = { personId, accountId: null, sessionId: null, name: 'Admin', privateAudienceId: null };
    return new CrmPortal(app, db, url, clock as MovedClock, viewerOf({ ...facts, roles: ['CRM_ADMIN'], locale: 'en' }), close);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.dropDatabase();
  }

  /** A person with an account; the id. */
  aPerson(name = 'Anna'): Promise<string> {
    return insertPerson(this.db, name);
  }

  /** A running connection to this address, from the log's first row on; the id. */
  async aConnection(url: string): Promise<string> {
    return (await this.app.get(ConnectionService).save(this.admin, { name: 'CRM', url, secret: SECRET })).id;
  }

  /** A running connection that takes what happens from now on; the id. */
  async aFreshConnection(url: string): Promise<string> {
    const id = await this.aConnection(url);
    await this.read();
    await this.db.main.rows(sql`delete from delivery where connection_id = ${id}`);
    await this.db.main.rows(sql`update crm_connection set start_position = cursor_position where id = ${id}`);
    return id;
  }

  /** Appends these, in order; the ids. */
  happened(...happenings: Happening[]): Promise<string[]> {
    const standard = { kind: 'topic.followed' as InteractionKind, payload: {}, channel: 'web' as const };
    const made = happenings.map((one) => ({ ...standard, actorPersonId: one.personId, ...one }));
    return this.db.transaction((tx) => this.app.get(InteractionLog).append(tx, ...made));
  }

  /** Places and reads the log: makes the deliveries. */
  async read(): Promise<void> {
    while ((await this.app.get(Sequencer).place()) > 0);
    const consumers = this.app.get(Consumers);
    await consumers.drain(consumers.get('crm')!);
  }

  /** Reads, wakes every lane that has something undecided, and waits until they rest. */
  async work(): Promise<void> {
    await this.read();
    const lanes = await this.db.main.rows<LaneKey>(
      sql`select distinct u.connection_id as connection, u.person_id as person
          from undecided_delivery u join crm_connection c on c.id = u.connection_id where c.state = 'running'`,
    );
    for (const lane of lanes) await this.app.get(Lanes).wake(lane);
    await this.app.get(Lanes).settled();
  }

  /** The connection as its page shows it. */
  async shown(id: string): Promise<CrmConnection> {
    return (await this.app.get(ConnectionReader).byId(this.admin, id))!;
  }

  /** State of each delivery, in the log's order. */
  async states(connection: string): Promise<string[]> {
    const found = await this.db.main.rows<{ state: string }>(
      sql`select state from delivery where connection_id = ${connection} order by position`,
    );
    return found.map(({ state }) => state);
  }
}

async function insertPerson(db: Database, name: string): Promise<string> {
  const id = newId();
  await db.main.rows(sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${`p-${id}`}, ${name}, now(), now())`);
  await db.main.rows(
    sql`insert into account (id, person_id, email, password_hash, locale, created_at, password_changed_at)
        values (${newId()}, ${id}, ${`${id}@example.org`}, '', 'ru', now(), now())`,
  );
  return id;
}
