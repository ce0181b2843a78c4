import type { DynamicModule } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, loadConfig, MovedClock, NestLog, PlatformModule, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { type Role, VisibilityModule } from '@veche/visibility';
import { AccountService, type Entrance } from '../accounts/account.service.js';
import { hashPassword } from '../accounts/password.js';
import { IdentityModule } from '../identity.module.js';
import { RoleService } from '../roles/role.service.js';
import { type PortalViewer, visitorOf } from '../viewers/portal-viewer.js';
import { ViewerService } from '../viewers/viewer.service.js';

export const PASSWORD = 'three blue kettles';

/** The lib as it runs, on a database of its own and a clock that is moved. */
export interface IdentityWorld {
  test: TestDatabase;
  clock: MovedClock;
  get: TestingModule['get'];
  visitor: PortalViewer;
  /** A way in from an address; a new one each time unless given, so that brakes of one test do not hold another. */
  entrance(address?: string): Entrance;
  /** A person with an account and these roles, as a viewer without a session. */
  person(name: string, ...roles: Role[]): Promise<PortalViewer>;
  /** Signs in; token and viewer. */
  signIn(email: string): Promise<{ token: string; viewer: PortalViewer }>;
  close(): Promise<void>;
}

export function emailOf(name: string): string {
  return `${name.toLowerCase().replace(/\W+/g, '.')}@example.com`;
}

/**
 * @param env variables of the configuration
 * @param more modules beside it, such as GraphQL
 */
export async function identityWorld(env: NodeJS.ProcessEnv = {}, more: DynamicModule[] = []): Promise<IdentityWorld> {
  const test = await testDatabase();
  const brakes = new Brakes(test.url);
  const clock = new MovedClock(new Date('2026-11-22T12:00:00Z'));
  const platform = PlatformModule.with({ config: loadConfig(env), database: test.db, brakes, clock });
  const module = await Test.createTestingModule({
    imports: [platform, VisibilityModule, InteractionsModule, IdentityModule, ...more],
  }).compile();
  if (more.length > 0) await module.createNestApplication({ logger: new NestLog() }).init();
  const passwordHash = await hashPassword(PASSWORD);
  let addresses = 0;
  const entrance = (address = `10.0.${++addresses >> 8}.${addresses & 255}`): Entrance => ({ address, device: 'Spec/1.0' });
  const visitor = visitorOf({ locale: 'en', address: '' });
  return {
    test,
    clock,
    get: module.get.bind(module),
    visitor,
    entrance,
    async person(name, ...roles) {
      const personId = await test.db.transaction(async (tx) => {
        const made = await module.get(AccountService).create(tx, { name, email: emailOf(name), passwordHash });
        for (const role of roles) await module.get(RoleService).give(tx, made.personId, role, null);
        return made.personId;
      });
      return module.get(ViewerService).ofPerson(personId, 'web');
    },
    async signIn(email) {
      const token = await module.get(AccountService).signIn(visitor, { email, password: PASSWORD }, entrance());
      return { token, viewer: await module.get(ViewerService).ofSession(token, { locale: 'en', address: '10.9.9.9' }) };
    },
    async close() {
      await module.close();
      await brakes.close();
      await test.close();
    },
  };
}

/** How many interactions of a kind the log has. */
export async function logged(world: IdentityWorld, kind: string): Promise<number> {
  const row = await world.test.db.main.row<{ n: string }>(sql`select count(*) as n from interaction where kind = ${kind}`);
  return Number(row!.n);
}
