import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { IdentityModule, ViewerService } from '@veche/identity';
import { InteractionsModule } from '@veche/interactions';
import { Brakes, MovedClock, PlatformModule, loadConfig, newId, newTopicKey, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { type GroupType, type Role, type Viewer, VisibilityModule } from '@veche/visibility';
import type { Group } from '../groups/group.type.js';
import { GroupService } from '../groups/group.service.js';
import { GroupsModule } from '../groups.module.js';
import { LinkService } from '../invitations/link.service.js';

/** The lib as it runs, on a database of its own and a clock that is moved. */
export interface GroupWorld {
  test: TestDatabase;
  clock: MovedClock;
  get: TestingModule['get'];
  /** A person with these roles, as a viewer. */
  person(name: string, ...roles: Role[]): Promise<Viewer>;
  /** The same person as it would be found now. */
  now(viewer: Viewer): Promise<Viewer>;
  aGroup(owner: Viewer, type: GroupType, name?: string): Promise<Group>;
  /** Lets somebody in by a link. */
  letIn(owner: Viewer, group: Pick<Group, 'slug'>, viewer: Viewer): Promise<void>;
  /** A topic in a group, as a row; its key. */
  aTopic(author: Viewer, group: Pick<Group, 'id'>): Promise<string>;
  /** Kinds of the interactions of a person, in order. */
  logged(viewer: Viewer): Promise<string[]>;
  /** Acts in the audit log under a group, in order. */
  audited(group: Pick<Group, 'id'>): Promise<string[]>;
  close(): Promise<void>;
}

export async function groupWorld(): Promise<GroupWorld> {
  const test = await testDatabase();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'veche-groups-'));
  const brakes = new Brakes(test.url);
  const clock = new MovedClock(new Date('2026-11-22T12:00:00Z'));
  const platform = PlatformModule.with({ config: loadConfig({ DATA_DIR: folder }), database: test.db, brakes, clock });
  const module = await Test.createTestingModule({
    imports: [platform, VisibilityModule, InteractionsModule, IdentityModule, GroupsModule],
  }).compile();
  const now = (viewer: Viewer) => module.get(ViewerService).ofPerson(viewer.personId!, 'web');
  const main = test.db.main;
  return {
    test,
    clock,
    get: module.get.bind(module),
    now,
    async person(name, ...roles) {
      const id = newId();
      await main.rows(
        sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${`${name}-${id.slice(-6)}`}, ${name}, ${clock.now()}, ${clock.now()})`,
      );
      for (const role of roles)
        await main.rows(sql`insert into role_grant (person_id, role, granted_at) values (${id}, ${role}, ${clock.now()})`);
      return module.get(ViewerService).ofPerson(id, 'web');
    },
    aGroup: (owner, type, name = `Group ${newId().slice(-6)}`) =>
      module.get(GroupService).create(owner, { name, type, description: 'What it is about' }),
    async letIn(owner, group, viewer) {
      const link = await module.get(LinkService).create(await now(owner), group.slug, 1, 1);
      await module.get(LinkService).accept(viewer, link.path!.split('/').at(-1)!);
    },
    async aTopic(author, group) {
      const key = newTopicKey();
      await main.rows(
        sql`insert into topic (id, key, slug, kind, audience_id, group_id, title, body_md, body_html, excerpt, author_person_id, author_name, created_at, moved_at)
            select ${newId()}, ${key}, 's', 'QUESTION', g.content_audience_id, g.id, 'T', '', '', '', ${author.personId}, '', now(), now()
            from groups g where g.id = ${group.id}`,
      );
      return key;
    },
    async logged(viewer) {
      const found = await main.rows<{ kind: string }>(sql`select kind from interaction where person_id = ${viewer.personId} order by seq`);
      return found.map(({ kind }) => kind);
    },
    async audited(group) {
      const found = await main.rows<{ act: string }>(sql`select act from audit_entry where subject = ${group.id} order by id`);
      return found.map(({ act }) => act);
    },
    async close() {
      await module.close();
      await brakes.close();
      await test.close();
      await rm(folder, { recursive: true });
    },
  };
}
