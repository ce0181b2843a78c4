import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { type IdentityWorld, identityWorld, logged } from '../testing/identity-world.js';
import { PeopleReader } from './people.reader.js';
import { ProfileService } from './profile.service.js';

describe('a profile', () => {
  let world: IdentityWorld;
  let profiles: ProfileService;
  const version = async () => Number((await world.test.db.main.row<{ v: string }>(sql`select version as v from site`))!.v);
  beforeAll(async () => {
    world = await identityWorld();
    profiles = world.get(ProfileService);
  });
  afterAll(() => world.close());

  it('is changed by its owner, logged, and moves the pages; saying the same again does neither', async () => {
    const viewer = await world.person('Plain Person');
    const [pages, edits] = [await version(), await logged(world, 'person.profile_edited')];
    const edit = { name: 'Plain Person II', bio: 'I **like** maps.', handle: 'Plain-II' };
    const person = await profiles.edit(viewer, edit);
    expect(person).toMatchObject({ name: 'Plain Person II', bio: 'I **like** maps.', handle: 'plain-ii', title: null });
    await profiles.edit(viewer, edit);
    expect([await version(), await logged(world, 'person.profile_edited')]).toEqual([pages + 1, edits + 1]);
    expect(await world.get(PeopleReader).byHandle(world.visitor, 'PLAIN-ii')).toMatchObject({ name: 'Plain Person II' });
    expect(await world.get(PeopleReader).byHandle(world.visitor, 'plain-person')).toBeNull();
  });

  it.each(['ab', '-abc', 'abc-', 'a--b', 'имя', 'a b c', 'a_b', 'admin', 'SUPPORT', 'x'.repeat(31), '../etc', '%41bc', ''])(
    'refuses the handle "%s"',
    async (handle) => {
      const viewer = await world.person('Handle Tester');
      await expect(profiles.edit(viewer, { name: 'Handle Tester', bio: '', handle })).rejects.toMatchObject({
        code: 'INVALID',
        field: 'handle',
      });
      await world.test.db.main.rows(sql`delete from account where person_id = ${viewer.personId}`);
    },
  );

  it('a handle that somebody has is a conflict, in any case', async () => {
    const first = await world.person('Handle Owner');
    await profiles.edit(first, { name: 'Handle Owner', bio: '', handle: 'wanted' });
    const second = await world.person('Handle Wisher');
    await expect(profiles.edit(second, { name: 'Handle Wisher', bio: '', handle: 'WANTED' })).rejects.toMatchObject({
      code: 'CONFLICT',
      field: 'handle',
    });
  });

  it('a customer gives themselves no position; staff do', async () => {
    const customer = await world.person('Would Be Boss');
    await expect(profiles.edit(customer, { name: 'Would Be Boss', bio: '', title: 'Head of support' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const staff = await world.person('Real Lead', 'REPRESENTATIVE');
    expect(await profiles.edit(staff, { name: 'Real Lead', bio: '', title: 'Support lead' })).toMatchObject({ title: 'Support lead' });
    expect(await profiles.edit(staff, { name: 'Real Lead', bio: '' })).toMatchObject({ title: 'Support lead' });
  });

  it('takes nothing but what a profile has, whatever else is sent along', async () => {
    const viewer = await world.person('Mass Assigner');
    const sent = {
      name: 'Mass Assigner',
      bio: '',
      isRepresentative: true,
      is_representative: true,
      roles: ['ADMIN'],
      id: 'x',
      joinedAt: '1990-01-01',
      state: 'erased',
      source: 'x',
    };
    expect(await profiles.edit(viewer, sent)).toMatchObject({ id: viewer.personId, isRepresentative: false, isImported: false });
  });

  it('a name cannot hide letters or turn the line around', async () => {
    const viewer = await world.person('Trickster');
    const person = await profiles.edit(viewer, { name: ' Ad\u200bmin\u202e  \n gnp\u0000 ', bio: '' });
    expect(person.name).toBe('Admin gnp');
  });

  it('of somebody erased is not there, for visitors and members alike', async () => {
    const viewer = await world.person('Erased Person');
    await world.test.db.main.rows(sql`update person set state = 'erased' where id = ${viewer.personId}`);
    for (const asker of [world.visitor, viewer]) expect(await world.get(PeopleReader).byHandle(asker, 'erased-person')).toBeNull();
    expect(await world.get(PeopleReader).byIds([viewer.personId!, 'nonsense'])).toEqual([]);
  });

  it('people come in the order asked for, twice when asked twice', async () => {
    const [a, b] = [await world.person('Order A'), await world.person('Order B')];
    const ids = [b.personId!, a.personId!, b.personId!];
    expect((await world.get(PeopleReader).byIds(ids)).map(({ id }) => id)).toEqual(ids);
  });
});
