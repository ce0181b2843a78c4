import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Interaction } from '@veche/interactions';
import { MovedClock, type Tx, sql } from '@veche/platform';
import { EVERYONE, MEMBERS, PRIVATE_FROM, STAFF } from '@veche/visibility';
import { Shelf } from '../testing/shelf.js';
import { DocumentRepository } from './document.repository.js';
import { SearchProjection } from './search.projection.js';

describe('search text', () => {
  let shelf: Shelf;
  beforeAll(async () => {
    shelf = await Shelf.set(new MovedClock());
  });
  afterAll(() => shelf.close());

  const counts = async (word: string) =>
    Object.fromEntries(
      (
        await shelf.db.main.rows<{ audience: number; documents: number }>(
          sql`select audience_id as audience, documents from search_word where word = ${word}`,
        )
      ).map((row) => [row.audience, row.documents]),
    );

  it('counts a word once per topic, under the audience that the topic has now', async () => {
    const [one, two] = [
      await shelf.topic('Barometer barometers', { lead: 'a barometer' }),
      await shelf.topic('Barometer', { audience: MEMBERS }),
    ];
    expect(await counts('baromet')).toEqual({ [EVERYONE]: 1, [MEMBERS]: 1 });
    await shelf.db.main.rows(sql`update topic set audience_id = ${STAFF} where id = ${one}`);
    await shelf.tell('topic.moved', one, { from: 'EVERYONE', to: 'STAFF' });
    expect(await counts('baromet')).toEqual({ [STAFF]: 1, [MEMBERS]: 1 });
    await shelf.db.main.rows(sql`update topic set state = 'deleted' where id = any(${[one, two]}::uuid[])`);
    await shelf.tell('topic.deleted', one);
    await shelf.tell('topic.deleted', two);
    expect(await counts('baromet')).toEqual({});
    await shelf.db.main.rows(sql`update topic set state = 'published' where id = ${one}`);
    await shelf.tell('topic.restored', one);
    expect(await counts('baromet')).toEqual({ [STAFF]: 1 });
  });

  it('forgets the words that an edit took out', async () => {
    const topic = await shelf.topic('Theodolite and sextant');
    await shelf.db.main.rows(sql`update topic set title = 'Sextant' where id = ${topic}`);
    await shelf.tell('topic.edited', topic);
    expect([await counts('theodolit'), await counts('sextant')]).toEqual([{}, { [EVERYONE]: 1 }]);
  });

  it('counts nothing of private questions', async () => {
    const person = await shelf.person();
    await shelf.db.main.rows(sql`insert into audience (id, kind, person_id) values (${PRIVATE_FROM}, 'private', ${person})`);
    await shelf.topic('Embezzlement', { audience: PRIVATE_FROM });
    expect(await counts('embezzl')).toEqual({});
  });

  it('is rebuilt byte-identical, in batches of 1 and 500, and after a batch that broke off', async () => {
    for (let i = 0; i < 40; i++) {
      const topic = await shelf.topic(`Колесо ${i % 7} и рама ${i % 3}`, {
        lead: `lead ${i % 5}`,
        audience: [EVERYONE, MEMBERS, STAFF][i % 3]!,
      });
      if (i % 4 === 0) {
        await shelf.db.main.rows(sql`update topic set title = title || ' седло', audience_id = ${MEMBERS} where id = ${topic}`);
        await shelf.tell('topic.edited', topic);
        await shelf.tell('topic.moved', topic, { from: 'EVERYONE', to: 'MEMBERS' });
      }
      if (i % 5 === 0) {
        await shelf.db.main.rows(sql`update topic set state = 'deleted' where id = ${topic}`);
        await shelf.tell('topic.deleted', topic);
      }
    }
    const first = await shelf.fingerprint();
    for (const print of first) expect(Number(print.split(' ')[0])).toBeGreaterThan(10);
    for (const size of [1, 500, 13]) {
      await shelf.consumers.startOver(shelf.projection);
      expect((await shelf.fingerprint()).every((print) => print.startsWith('0 '))).toBe(true);
      await shelf.consumers.advance(shelf.projection, 7);
      await expect(shelf.consumers.advance(new BreakingOff(), size)).rejects.toThrow('killed');
      await shelf.consumers.drain(shelf.projection, size);
      expect(await shelf.fingerprint()).toEqual(first);
    }
  });
});

/** Applies its batch and then fails, as a process killed before the commit. */
class BreakingOff extends SearchProjection {
  constructor() {
    super(new DocumentRepository());
  }

  override async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    await super.apply(tx, batch);
    throw new Error('killed');
  }
}
