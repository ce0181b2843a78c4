import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import { ROLES } from '@veche/visibility';
import { ImportedPeople } from '../people/imported-people.js';
import { type IdentityWorld, identityWorld } from '../testing/identity-world.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { RoleService } from './role.service.js';
import { StaffReader } from './staff.reader.js';

describe('roles', () => {
  let world: IdentityWorld;
  let roles: RoleService;
  beforeAll(async () => {
    world = await identityWorld();
    roles = world.get(RoleService);
  });
  afterAll(() => world.close());

  it('only an administrator gives or takes them, whatever else one is', async () => {
    const admin = await world.person('Table Admin', 'ADMIN');
    const { personId } = await world.person('Table Subject');
    for (const role of ROLES.filter((one) => one !== 'ADMIN')) {
      const other = await world.person(`Table ${role}`, role);
      await expect(roles.grant(other, other.personId!, 'ADMIN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(roles.revoke(other, admin.personId!, 'ADMIN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(roles.grant(world.visitor, personId!, 'ADMIN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await roles.grant(admin, personId!, 'MODERATOR');
    const both = await roles.grant(admin, personId!, 'OPERATOR');
    expect([...both.roles].sort()).toEqual(['MODERATOR', 'OPERATOR']);
    expect((await roles.revoke(admin, personId!, 'MODERATOR')).roles).toEqual(['OPERATOR']);
  });

  it('a viewer who was an administrator a moment ago is none', async () => {
    const admin = await world.person('Fired Admin', 'ADMIN');
    const chief = await world.person('Firing Admin', 'ADMIN');
    await roles.revoke(chief, admin.personId!, 'ADMIN');
    expect(admin.roles.has('ADMIN')).toBe(true);
    await expect(roles.grant(admin, admin.personId!, 'ADMIN')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('unknown persons, those without an account and nonsense have none', async () => {
    const admin = await world.person('Asking Admin', 'ADMIN');
    for (const id of [newId(), 'nonsense', ''])
      await expect(Promise.resolve().then(() => roles.grant(admin, id, 'OPERATOR'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const imported = await world.get(ImportedPeople).add('elsewhere', [{ externalId: '1', name: 'From Elsewhere', joinedAt: new Date() }]);
    await expect(roles.grant(admin, imported.get('1')!, 'OPERATOR')).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('who stops representing the company is a former representative and loses the position, not the past', async () => {
    const admin = await world.person('Human Resources', 'ADMIN');
    const { personId } = await world.person('Rep Person', 'REPRESENTATIVE');
    await world.test.db.main.rows(sql`update person set title = 'Support lead' where id = ${personId}`);
    const { person } = await roles.revoke(admin, personId!, 'REPRESENTATIVE');
    expect(person).toMatchObject({ isRepresentative: false, isFormerRepresentative: true, title: null });
    const again = await roles.grant(admin, personId!, 'REPRESENTATIVE');
    expect(again.person).toMatchObject({ isRepresentative: true, isFormerRepresentative: false });
  });

  it('each change moves the pages and stands in the audit log; one that changes nothing does neither', async () => {
    const admin = await world.person('Audited Admin', 'ADMIN');
    const { personId } = await world.person('Audited Person');
    const state = () =>
      world.test.db.main.row<{ version: string; audits: string[] }>(
        sql`select version, array(select act || ' ' || (detail ->> 'role') from audit_entry where subject = ${personId} and actor_person_id = ${admin.personId} order by id) as audits from site`,
      );
    const before = await state();
    await roles.grant(admin, personId!, 'OPERATOR');
    await roles.grant(admin, personId!, 'OPERATOR');
    await roles.revoke(admin, personId!, 'OPERATOR');
    await roles.revoke(admin, personId!, 'OPERATOR');
    const after = await state();
    expect(Number(after!.version) - Number(before!.version)).toBe(2);
    expect(after!.audits).toEqual(['role.granted OPERATOR', 'role.revoked OPERATOR']);
  });

  it('staff are listed by name; people are found by name, handle or e-mail, with % and _ as letters', async () => {
    await world.person('Findable 100% Person');
    const reader = world.get(StaffReader);
    expect((await reader.all()).every((member) => member.roles.length > 0)).toBe(true);
    for (const query of ['100%', 'findable-100', 'FINDABLE.100']) {
      expect((await reader.search(query)).map((member) => member.person.name)).toEqual(['Findable 100% Person']);
    }
    for (const query of ['%', '_', '', "'; --", 'zero\u0000byte']) expect((await reader.search(query)).length).toBeLessThanOrEqual(1);
  });
});

describe('the last administrator', () => {
  let world: IdentityWorld;
  let roles: RoleService;
  const admins = async () => (await world.test.db.main.rows(sql`select from role_grant where role = 'ADMIN'`)).length;
  beforeAll(async () => {
    world = await identityWorld();
    roles = world.get(RoleService);
  });
  afterAll(() => world.close());

  it('cannot be removed, a suspended second one does not count', async () => {
    const last = await world.person('Last Admin', 'ADMIN');
    const suspended = await world.person('Suspended Admin', 'ADMIN');
    await world.test.db.main.rows(sql`update person set state = 'suspended' where id = ${suspended.personId}`);
    await expect(roles.revoke(last, last.personId!, 'ADMIN')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await world.get(ViewerService).ofPerson(last.personId!)).roles.has('ADMIN')).toBe(true);
    await world.test.db.main.rows(sql`delete from role_grant`);
  });

  it('is left when all remove each other, or themselves, at once', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, i) => world.person(`Rival ${i}`, 'ADMIN')));
    for (const pair of [(i: number) => (i + 1) % 6, (i: number) => i]) {
      await world.test.db.transaction(async (tx) => {
        for (const { personId } of people) await roles.give(tx, personId!, 'ADMIN', null);
      });
      await Promise.allSettled(people.map((one, i) => roles.revoke(one, people[pair(i)]!.personId!, 'ADMIN')));
      expect(await admins()).toBeGreaterThanOrEqual(1);
    }
  });
});
