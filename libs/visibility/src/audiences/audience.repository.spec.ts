import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, rows, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { GROUPS_FROM, PRIVATE_FROM, audienceKind } from './audience.js';
import { AudienceRepository } from './audience.repository.js';

describe('audiences', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());

  it('makes one private audience per person, however many ask at once', async () => {
    const audiences = new AudienceRepository();
    const [person, other] = [newId(), newId()];
    for (const id of [person, other]) {
      await test.db.transaction((tx) =>
        rows(tx, sql`insert into person (id, handle, name, joined_at, created_at) values (${id}, ${id}, '', now(), now())`),
      );
    }
    const ids = await Promise.all(Array.from({ length: 20 }, () => test.db.transaction((tx) => audiences.idOf(tx, 'PRIVATE', person))));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeGreaterThanOrEqual(PRIVATE_FROM);
    expect(await test.db.transaction((tx) => audiences.idOf(tx, 'PRIVATE', other))).not.toBe(ids[0]);
    expect(await test.db.transaction((tx) => audiences.idOf(tx, 'STAFF', person))).toBe(3);
  });

  it('tells the kind of an audience from its number', () => {
    expect([1, 2, 3, GROUPS_FROM, PRIVATE_FROM - 1, PRIVATE_FROM, PRIVATE_FROM + 7].map(audienceKind)).toEqual([
      ...['EVERYONE', 'MEMBERS', 'STAFF', 'GROUP', 'GROUP', 'PRIVATE', 'PRIVATE'],
    ]);
  });
});
