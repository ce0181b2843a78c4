import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MovedClock, type Sql, rows, sql } from '@veche/platform';
import { EVERYONE, Gate, STAFF, type Viewer, visitor } from '@veche/visibility';
import { DocumentRepository } from '../documents/document.repository.js';
import { Shelf } from '../testing/shelf.js';
import { ofSearch } from './query-text.js';
import { rankedTopics } from './ranking.js';
import { TopicFinder } from './topic.finder.js';

const MANY = 9_000;

/** Words that thousands of topics have: what is found is found without gathering them all. */
describe('a frequent word', () => {
  let shelf: Shelf;
  let finder: TopicFinder;
  let oldest: string;
  beforeAll(async () => {
    shelf = await Shelf.set(new MovedClock());
    finder = new TopicFinder(new Gate(shelf.db));
    oldest = (await topics(0, 1, sql`'plain common meeting'`))[0]!;
    await topics(1, MANY, sql`'plain word ' || i`);
    await topics(1 + MANY, MANY, sql`'common word ' || i`);
    await topics(1 + 2 * MANY, 30, sql`'common secret'`, STAFF);
    await shelf.db.main.rows(sql`analyze topic, search_document, search_word`);
  }, 120_000);
  afterAll(() => shelf.close());

  /** So many topics, the later ones newer. @returns their ids, oldest first */
  async function topics(from: number, count: number, title: Sql, audience = EVERYONE): Promise<string[]> {
    const made = await shelf.db.main.rows<{ id: string }>(
      sql`insert into topic (id, key, slug, kind, audience_id, title, body_md, body_html, excerpt, author_name, created_at, moved_at)
          select ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, lpad(i::text, 8, '0'), 's', 'QUESTION', ${audience}, ${title},
            '', '', '', '', now(), now() from generate_series(${from}::integer, ${from + count - 1}::integer) as i returning id`,
    );
    const ids = made.map(({ id }) => id);
    await shelf.db.transaction((tx) => new DocumentRepository().write(tx, ids));
    return ids.sort();
  }

  const find = (text: string, viewer: Viewer = visitor()) => finder.find(viewer, ofSearch(text), 20);
  const nth = (i: number) => `00000000-0000-7000-8000-${String(i).padStart(12, '0')}`;
  const newest = Array.from({ length: 20 }, (_, i) => nth(2 * MANY - i));

  it('alone finds the newest topics that have it', async () => {
    expect(await find('common')).toEqual(newest);
  });

  it('does not hide the one old topic that has all words of a search', async () => {
    expect((await find('plain common'))[0]).toBe(oldest);
    expect((await find('common meeting'))[0]).toBe(oldest);
  });

  it('shows nobody more than before: what only others see is not found and moves nothing', async () => {
    const [member, staff] = [await shelf.member(), await shelf.member(['MODERATOR'])];
    expect(await find('common', member)).toEqual(newest);
    expect(await find('common secret', member)).toEqual(newest);
    expect(await find('common secret', staff)).toEqual(Array.from({ length: 20 }, (_, i) => nth(2 * MANY + 30 - i)));
    await shelf.db.main.rows(sql`update topic set state = 'hidden' where id = ${nth(2 * MANY)}`);
    expect((await find('common'))[0]).toBe(nth(2 * MANY - 1));
    expect(await find('common', staff)).not.toContain(nth(2 * MANY));
    await shelf.db.main.rows(sql`update topic set state = 'published' where id = ${nth(2 * MANY)}`);
  });

  it.each(['common', 'common word'])('costs no walk through all that have it (%s)', async (text) => {
    for (const viewer of [visitor(), await shelf.member()]) {
      const { text: statement, values } = rankedTopics(viewer, ofSearch(text), 20);
      const plan = await shelf.db.transaction(async (tx) => {
        // As it is with a million topics: so few fit into pages that reading them all looks cheap.
        await rows(tx, sql`select set_config('enable_seqscan', 'off', true)`);
        return rows<Record<string, string>>(tx, { text: `explain (analyze, costs off, timing off) ${statement}`, values } as Sql);
      });
      const gathered = plan.flatMap((line) => {
        const [, count] = /Bitmap Index Scan on search_document_tsv_idx \(actual rows=(\d+)/.exec(Object.values(line)[0]!) ?? [];
        return count === undefined ? [] : [Number(count)];
      });
      expect(gathered).toEqual([]);
    }
  });
});
