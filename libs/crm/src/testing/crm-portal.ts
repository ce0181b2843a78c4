import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Consumers, InteractionLog, type InteractionKind, InteractionsModule, type NewInteraction, Sequencer } from '@veche/interactions';
import { Brakes, type Clock, type Database, MovedClock, PlatformModule, loadConfig, newId, sql } from '@veche/platform';
import { testDatabase } from '@veche/platform/testing';
import { type Role, type Viewer, VisibilityModule, viewerOf } from '@veche/visibility';
import { ConnectionReader } from '../connections/connection.reader.js';
import { ConnectionService } from '../connections/connection.service.js';
import type { CrmConnection } from '../connections/connection.type.js';
import { CrmModule } from '../crm.module.js';
import { Lanes } from '../lanes/lanes.js';

/** A portal with the log and the CRM part alone, on a database of its own. */
export interface CrmPortal {
  app: INestApplicationContext;
  db: Database;
  url: string;
  clock: MovedClock;
  admin: Viewer;
  /** A person with an account; the id. */
  aPerson(name?: string): Promise<string>;
  /** A running connection to this address; the id. */
  aConnection(url: string, settings?: { takesImported?: boolean; excludedKinds?: string[]; secret?: string }): Promise<string>;
  /** The same for what happens from now on. */
  aFreshConnection(url: string): Promise<string>;
  /** Appends interactions of these people, in order; the ids. */
  happened(...interactions: (Partial<NewInteraction> & { personId: string | null })[]): Promise<string[]>;
  /** Places and reads the log: makes the deliveries. */
  read(): Promise<void>;
  /** Reads, wakes every lane that has something undecided, and waits until they rest. */
  work(): Promise<void>;
  /** The connection as its page shows it. */
  shown(id: string): Promise<CrmConnection>;
  /** State of each delivery by position. */
  states(connection: string): Promise<string[]>;
  close(): Promise<void>;
}

export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Opens one. @param clock default: one that stands still until it is moved */
export async function crmPortal({
  clock = new MovedClock(),
  allowed = '127.0.0.0/8',
}: { clock?: Clock; allowed?: string } = {}): Promise<CrmPortal> {
  const { db, url, close } = await testDatabase();
  const config = loadConfig({
    NODE_ENV: 'test',
    VECHE_SECRET_KEY: '0'.repeat(64),
    CRM_ALLOWED_ADDRESSES: allowed,
    PUBLIC_URL: 'https://portal.example',
  });
  const parts = PlatformModule.with({ config, database: db, brakes: new Brakes(url), clock });
  class Root {}
  const app = await NestFactory.createApplicationContext(
    { module: Root, imports: [parts, VisibilityModule, InteractionsModule, CrmModule] },
    { logger: false },
  );
  const aPerson = async (name = 'Anna'): Promise<string> => {
    const id = newId();
    await db.main.rows(
      sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${`p-${id}`}, ${name}, now(), now())`,
    );
    await db.main.rows(sql`insert into account (id, person_id, email, password_hash, locale, created_at, password_changed_at)
      values (${newId()}, ${id}, ${`${id}@example.org`}, '', 'ru', now(), now())`);
    return id;
  };
  const adminId = await aPerson('Admin');
  const admin = crmAdmin(adminId);
  const portal: CrmPortal = {
    app,
    db,
    url,
    clock: clock as MovedClock,
    admin,
    aPerson,
    async aConnection(address, settings = {}) {
      return (await app.get(ConnectionService).save(admin, { name: 'CRM', url: address, secret: SECRET, ...settings })).id;
    },
    async aFreshConnection(address) {
      const id = await portal.aConnection(address);
      await portal.read();
      await db.main.rows(sql`delete from delivery where connection_id = ${id}`);
      await db.main.rows(sql`update crm_connection set start_position = cursor_position where id = ${id}`);
      return id;
    },
    happened: (...interactions) =>
      db.transaction((tx) =>
        app.get(InteractionLog).append(
          tx,
          ...interactions.map((one) => ({
            kind: 'topic.followed' as InteractionKind,
            payload: {},
            actorPersonId: one.personId,
            channel: 'web' as const,
            ...one,
          })),
        ),
      ),
    async read() {
      while ((await app.get(Sequencer).place()) > 0);
      await app.get(Consumers).drain(app.get(Consumers).get('crm')!);
    },
    async work() {
      await portal.read();
      const lanes = await db.main.rows<{ connection: string; person: string }>(
        sql`select distinct u.connection_id as connection, u.person_id as person
            from undecided_delivery u join crm_connection c on c.id = u.connection_id where c.state = 'running'`,
      );
      for (const lane of lanes) await app.get(Lanes).wake(lane);
      await app.get(Lanes).settled();
    },
    async shown(id) {
      return (await app.get(ConnectionReader).byId(admin, id))!;
    },
    async states(connection) {
      const found = await db.main.rows<{ state: string }>(
        sql`select state from delivery where connection_id = ${connection} order by position`,
      );
      return found.map(({ state }) => state);
    },
    async close() {
      await app.close();
      await close();
    },
  };
  return portal;
}

/** A viewer with this role. */
export function crmAdmin(personId: string, role: Role = 'CRM_ADMIN'): Viewer {
  return viewerOf({ personId, accountId: null, sessionId: null, name: 'Admin', roles: [role], privateAudienceId: null, locale: 'en' });
}
