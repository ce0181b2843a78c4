import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import * as rule from './visible.js';
import { compare, compareSql } from './testing/comparison.js';
import { shake } from './testing/random-moves.js';
import { type RandomWorld, chance, randomWorld } from './testing/random-world.js';
import { matches } from './testing/search-filter.js';
import { visitor } from './viewer.js';

const seed = Number(process.env['VECHE_SEED'] ?? Date.now() % 1_000_000);

describe(`the gate (seed ${seed})`, () => {
  let test: TestDatabase;
  let world: RandomWorld;
  beforeAll(async () => {
    test = await testDatabase();
    world = await randomWorld(test.db, seed);
  });
  afterAll(() => test.close());

  it('says the same in all its renderings as product.md does, on more than 10,000 random pairs of viewer and row', async () => {
    const { pairs, disagreements } = await compare(rule, world, test.db);
    expect(pairs).toBeGreaterThan(10_000);
    expect(disagreements).toEqual([]);
  });

  it('met every audience in every state', () => {
    expect(new Set(world.topics.map(({ audienceId, facts }) => `${audienceId} ${facts.state}`)).size).toBe(8 * 4);
  });

  it('says the same after moves, changes of type, and people who come and go', async () => {
    const upTo = chance(seed + 1);
    for (let day = 0; day < 5; day += 1) {
      await shake(test.db, world, upTo);
      expect((await compare(rule, world, test.db)).disagreements).toEqual([]);
    }
  });

  it('met everybody who may be in a group', () => {
    const met = world.askers.flatMap(({ asker }) => asker.groups.map(({ as }) => as));
    expect(new Set(met)).toEqual(new Set(['OWNER', 'MODERATOR', 'MEMBER', 'STEP_IN']));
  });

  it('gives a visitor the same rows through the role that PostgreSQL itself guards', async () => {
    const wrong: string[] = [];
    await compareSql(rule, world, test.db.anonymous, world.askers[0]!, (rendering, id) => wrong.push(`${rendering} ${id}`));
    expect(world.askers[0]!.asker.person).toBeNull();
    expect(wrong).toEqual([]);
  });

  it('chooses recipients from many candidates without changing their order', () => {
    const viewers = world.askers.map(({ viewer }) => viewer);
    const row = { audienceId: 3, state: 'published', authorPersonId: null } as const;
    expect(rule.recipients(row, viewers)).toEqual(viewers.filter((viewer) => viewer.roles.size > 0));
  });

  it('writes a search filter of integers only', () => {
    expect(rule.searchFilter(visitor())).toBe('audience IN [1] AND published = true');
    expect(() => matches('audience IN [1] AND name = x', { audience: 1, published: true })).toThrow('not understood');
  });
});
