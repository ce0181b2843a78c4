import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { InteractionLog } from '@veche/interactions';
import { sql } from '@veche/platform';
import { type IdentityWorld, identityWorld, logged } from '../testing/identity-world.js';
import { ImportedPeople } from './imported-people.js';

const joinedAt = new Date('2012-03-04T05:06:07Z');

describe('imported people', () => {
  let world: IdentityWorld;
  let imported: ImportedPeople;
  const many = (n: number, name = (i: number) => `Person ${i % 7}`) =>
    Array.from({ length: n }, (_, i) => ({ externalId: String(i), name: name(i), joinedAt }));
  beforeAll(async () => {
    world = await identityWorld();
    imported = world.get(ImportedPeople);
  });
  afterAll(() => world.close());

  it('come by the hundred, namesakes under different handles, and a second time add nothing', async () => {
    await world.person('Person 1');
    const people = many(1_200);
    const first = await imported.add('a', people);
    expect(first.size).toBe(1_200);
    expect(await logged(world, 'person.registered')).toBe(1_201);
    expect(await imported.add('a', people)).toEqual(first);
    expect(await imported.add('a', [...people, { externalId: 'new', name: 'New', joinedAt }])).toMatchObject({ size: 1_201 });
    expect(await logged(world, 'person.registered')).toBe(1_202);
    const [row] = await world.test.db.main.rows(
      sql`select occurred_at as at, channel, is_imported as imported, payload from interaction where is_imported order by seq limit 1`,
    );
    expect(row).toEqual({ at: joinedAt, channel: 'import', imported: true, payload: { method: 'import' } });
  });

  it('the same ids of another source are other people', async () => {
    const [a, b] = [await imported.add('b1', many(3)), await imported.add('b2', many(3))];
    expect(new Set([...a.values(), ...b.values()]).size).toBe(6);
  });

  it('come once when two runs bring them at the same time', async () => {
    const before = await logged(world, 'person.registered');
    const runs = await Promise.all(Array.from({ length: 4 }, () => imported.add('race', many(200))));
    for (const run of runs) expect(run).toEqual(runs[0]);
    expect(await logged(world, 'person.registered')).toBe(before + 200);
  });

  it('keep no name that is nobody’s, no invisible letter, and no endless one', async () => {
    const names = ['', '\u0000\u200b', 'x'.repeat(500), 'Ж\u202eщ\n  я', 'O\u0308zil'];
    const people = await imported.add(
      'odd',
      many(names.length, (i) => names[i]!),
    );
    const found = await world.test.db.main.rows<{ name: string }>(
      sql`select name from person where id = any(${[...people.values()]}::uuid[]) order by external_id::integer`,
    );
    expect(found.map(({ name }) => name)).toEqual(['#0', '#1', 'x'.repeat(80), 'Жщ я', 'Özil']);
  });

  it('leave nothing behind when the log refuses', async () => {
    const append = jest.spyOn(world.get(InteractionLog), 'append').mockRejectedValueOnce(new Error('no space left'));
    await expect(imported.add('broken', many(5))).rejects.toThrow('no space left');
    append.mockRestore();
    expect(await world.test.db.main.rows(sql`select from person where source = 'broken'`)).toEqual([]);
  });
});
