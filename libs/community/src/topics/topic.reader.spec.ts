import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, Refusal, encodeCursor, newId, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { EditService } from './edit.service.js';
import type { TopicListArgs } from './topic-list.args.js';
import { TopicReader } from './topic.reader.js';
import { TopicService } from './topic.service.js';
import type { Topic } from './topic.type.js';

let town: CommunityWorld;
let anna: Viewer;
let boris: Viewer;
let oleg: Viewer;
let nina: Viewer;
beforeAll(async () => {
  town = await communityWorld();
  anna = await town.person('Anna');
  boris = await town.person('Boris');
  oleg = await town.person('Oleg', 'REPRESENTATIVE');
  nina = await town.person('Nina', 'MODERATOR');
});
afterAll(() => town.close());

const reader = (): TopicReader => town.get(TopicReader);
const ids = (topics: { id: string }[]): string[] => topics.map(({ id }) => id);

/** All pages of a list, one after the other. */
async function walk(viewer: Viewer, args: TopicListArgs): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null, pages = 0; pages < 100; pages += 1) {
    const page = await reader().list(viewer, { ...args, after });
    seen.push(...ids(page.nodes));
    if (!page.pageInfo.hasNextPage) return seen;
    after = page.pageInfo.endCursor;
  }
  throw new Error('the list has no end');
}

describe('lists', () => {
  const made: Topic[] = [];
  beforeAll(async () => {
    // Three topics of each minute, so that the id has ties to break; every fifth is not for visitors.
    for (let n = 0; n < 30; n += 1) {
      if (n % 3 === 0) town.clock.advance(MINUTE);
      made.push(
        await town.aTopic(oleg, {
          title: `Topic number ${n}`,
          kind: n % 2 === 0 ? 'IDEA' : 'QUESTION',
          audience: n % 5 === 0 ? 'MEMBERS' : 'EVERYONE',
        }),
      );
    }
    await town.test.db.main.rows(
      sql`insert into topic_vote (topic_id, audience_id, topic_state, person_id, created_at) select id, audience_id, state, ${boris.personId}, now() from topic where title like '%number 1%'`,
    );
    await town.test.db.main.rows(sql`update topic set vote_count = 1 where title like '%number 1%'`);
    await town.test.db.main.rows(
      sql`insert into demand (topic_id, audience_id, topic_state, score, people, latest, imported_need, is_eligible)
          select id, audience_id, state, (row_number() over (order by id))::integer % 4 + 0.1, 1, '{}', 0, true from topic where title like '%number 2%'`,
    );
  });

  it.each(['MOVED', 'NEW', 'VOTES'] as const)(
    'in the order %s show each visible topic once, whatever the size of a page',
    async (order) => {
      const all = await walk(anna, { order, first: 50 });
      expect(all).toHaveLength(30);
      expect(new Set(all)).toEqual(new Set(ids(made)));
      for (const first of [1, 7, 29, 30]) expect(await walk(anna, { order, first })).toEqual(all);
      const visible = made.filter((_, n) => n % 5 !== 0);
      expect(new Set(await walk(visitor(), { order, first: 4 }))).toEqual(new Set(ids(visible)));
      expect((await walk(visitor(), { order, first: 4 })).length).toBe(visible.length);
    },
  );

  it('have the last moved, the newest, the most voted first', async () => {
    expect((await walk(anna, { order: 'NEW' }))[0]).toBe(
      made
        .slice(27)
        .map(({ id }) => id)
        .sort()
        .at(-1),
    );
    expect((await reader().list(anna, { order: 'VOTES', first: 1 })).nodes[0]?.votes).toBe(1);
  });

  it('in the order of need show what somebody needed, the most needed first', async () => {
    const needed = await walk(anna, { order: 'NEEDED', first: 2 });
    expect(new Set(needed)).toEqual(new Set(ids(made.filter(({ title }) => title.includes('number 2')))));
    expect(needed).toEqual(await walk(anna, { order: 'NEEDED', first: 50 }));
  });

  it('know which votes are the viewer’s', async () => {
    const mine = (await reader().list(boris, { first: 50 })).nodes.filter(({ viewerVoted }) => viewerVoted);
    expect(new Set(ids(mine))).toEqual(new Set(ids(made.filter(({ title }) => title.includes('number 1')))));
    expect((await reader().list(anna, { first: 50 })).nodes.some(({ viewerVoted }) => viewerVoted)).toBe(false);
  });

  it('are narrowed by kind and status', async () => {
    expect(await walk(anna, { kind: 'IDEA' })).toHaveLength(15);
    expect(await walk(anna, { kind: 'IDEA', status: 'OPEN', first: 4 })).toHaveLength(15);
    expect(await walk(anna, { kind: 'QUESTION', status: 'OPEN' })).toEqual([]);
    expect(await walk(anna, { status: 'PLANNED' })).toEqual([]);
  });

  it.each([
    'nonsense',
    '',
    encodeCursor(['x', 'y']),
    encodeCursor([1e300, newId()]),
    encodeCursor([1, "' or 1=1"]),
    encodeCursor([Number.MAX_SAFE_INTEGER, newId()]),
  ])('refuse a damaged cursor: %j', async (after) => {
    for (const order of ['MOVED', 'VOTES', 'NEW'] as const) {
      await expect(reader().list(anna, { order, after })).rejects.toMatchObject({ code: 'INVALID', field: 'after' });
    }
  });
});

describe('filters', () => {
  it('find the unanswered, the solved, the official, one’s own, the followed', async () => {
    const dora = await town.person('Dora');
    const [waiting, solved, official, closed] = [
      await town.aTopic(dora),
      await town.aTopic(dora),
      await town.aTopic(dora),
      await town.aTopic(dora),
    ];
    const praise = await town.aTopic(dora, { kind: 'PRAISE' });
    const [one, two] = [await town.anAnswer(boris, solved), await town.anAnswer(boris, official)];
    await town.test.db.main.rows(sql`update topic set solution_reply_id = ${one.id} where id = ${solved.id}`);
    await town.test.db.main.rows(sql`update topic set official_reply_id = ${two.id} where id = ${official.id}`);
    await town.get(TopicService).close(dora, closed.id);
    const own = new Set([waiting, solved, official, closed, praise].map(({ id }) => id));
    const of = async (args: TopicListArgs): Promise<string[]> => (await walk(dora, args)).filter((id) => own.has(id));
    expect(await of({ filter: 'UNANSWERED' })).toEqual([waiting.id]);
    expect(await of({ filter: 'UNANSWERED', kind: 'PRAISE' })).toEqual([praise.id]);
    expect(await of({ filter: 'SOLVED' })).toEqual([solved.id]);
    expect(await of({ filter: 'OFFICIAL' })).toEqual([official.id]);
    expect(new Set(await walk(dora, { filter: 'MINE', first: 2 }))).toEqual(own);
    expect(new Set(await walk(dora, { filter: 'FOLLOWED', first: 2 }))).toEqual(own);
    await town.get(TopicService).delete(dora, waiting.id);
    const mine = (await reader().list(dora, { filter: 'MINE' })).nodes.find(({ id }) => id === waiting.id);
    expect(mine).toMatchObject({ state: 'deleted', can: { restore: true } });
    expect(await of({ filter: 'ALL' })).not.toContain(waiting.id);
    expect(await walk(nina, { filter: 'ALL', first: 50 })).not.toContain(waiting.id);
    for (const filter of ['MINE', 'FOLLOWED'] as const) expect((await reader().list(visitor(), { filter })).nodes).toEqual([]);
  });

  it('by product and tag follow a topic that moves, is relabelled, hidden or deleted', async () => {
    await town.test.db.main.rows(sql`insert into product (id, slug, name, created_at) values (${newId()}, 'player', 'Player', now())`);
    const [first, second] = [await town.aTopic(anna), await town.aTopic(anna)];
    for (const { id } of [first, second]) await town.get(EditService).edit(anna, { topic: id, products: ['player'], tags: ['rare'] });
    for (const args of [
      { product: 'player' },
      { tag: 'rare' },
      { product: 'player', tag: 'rare' },
      { tag: 'rare', order: 'VOTES' },
      { product: 'player', order: 'NEW' },
    ] as TopicListArgs[]) {
      expect(new Set(await walk(visitor(), args))).toEqual(new Set(ids([first, second])));
    }
    town.clock.advance(HOUR);
    await town.anAnswer(boris, first);
    expect(await walk(visitor(), { tag: 'rare', first: 1 })).toEqual([first.id, second.id]);
    expect(await walk(visitor(), { product: 'player', first: 1 })).toEqual([first.id, second.id]);
    await town.get(TopicService).move(oleg, first.id, 'MEMBERS');
    expect(await walk(visitor(), { tag: 'rare' })).toEqual([second.id]);
    expect(await walk(boris, { tag: 'rare' })).toEqual([first.id, second.id]);
    await town.get(EditService).edit(anna, { topic: second.id, tags: [] });
    expect(await walk(visitor(), { tag: 'rare' })).toEqual([]);
    expect(await walk(visitor(), { tag: 'no-such' })).toEqual([]);
    expect(await walk(visitor(), { product: 'no\u0000such' })).toEqual([]);
  });
});

describe('a list row', () => {
  it('shows up to three faces, the last to write first, none of them hidden', async () => {
    const topic = await town.aTopic(anna);
    const people = [await town.person('P1'), await town.person('P2'), await town.person('P3'), await town.person('P4')];
    for (const person of [...people, people[1]!]) {
      town.clock.advance(MINUTE);
      await town.anAnswer(person, topic);
    }
    const faces = async (): Promise<string[]> => (await reader().byIds(visitor(), [topic.id]))[0]!.faces.map(({ name }) => name);
    expect(await faces()).toEqual(['P2', 'P4', 'P3']);
    await town.test.db.main.rows(
      sql`update reply set state = 'deleted' where topic_id = ${topic.id} and author_person_id = ${people[3]!.personId}`,
    );
    await town.test.db.main.rows(sql`update person set state = 'erased' where id = ${people[2]!.personId}`);
    expect(await faces()).toEqual(['P2', 'P1']);
  });

  it('comes by id in the order asked for, without what the viewer does not see', async () => {
    const [open, staff, other] = [await town.aTopic(anna), await town.aTopic(oleg, { audience: 'STAFF' }), await town.aTopic(anna)];
    const asked = [other.id, staff.id, newId(), 'not an id', open.id];
    expect(ids(await reader().byIds(visitor(), asked))).toEqual([other.id, open.id]);
    expect(ids(await reader().byIds(oleg, asked))).toEqual([other.id, staff.id, open.id]);
    expect(await reader().byIds(oleg, [])).toEqual([]);
  });
});

describe('one topic', () => {
  it('is the same for a visitor as for a member, but for the source and the viewer’s own', async () => {
    const { key } = await town.aTopic(anna, { body: 'the *source*' });
    const [asVisitor, asAuthor] = [await reader().byKey(visitor(), key), await reader().byKey(anna, key)];
    expect(asVisitor).toMatchObject({ bodyHtml: '<p>the <em>source</em></p>', bodyMarkdown: null, viewerFollows: false });
    expect(Object.values(asVisitor!.can).some(Boolean)).toBe(false);
    expect(asAuthor).toMatchObject({ bodyMarkdown: 'the *source*', viewerFollows: true });
    expect(await reader().byKey(boris, key)).toMatchObject({ bodyMarkdown: null });
    expect(await reader().byKey(boris, key.toUpperCase())).not.toBeNull();
  });

  it.each(['', '00000000', 'x'.repeat(10_000), "' or 1=1 --", '\u0000', '12345678\u0000'])(
    'that is not there is nothing: %j',
    async (key) => {
      expect(await reader().byKey(anna, key)).toBeNull();
    },
  );

  it('keeps an answer to a hidden topic as hidden as a missing one', async () => {
    const { key, id } = await town.aTopic(oleg, { audience: 'STAFF' });
    const error = (promise: Promise<unknown>) =>
      promise.then(
        () => null,
        (reason: Refusal) => [reason.code, reason.text, reason.field],
      );
    expect(await reader().byKey(anna, key)).toEqual(await reader().byKey(anna, 'zzzzzzzz'));
    expect(await error(town.get(TopicService).close(anna, id))).toEqual(await error(town.get(TopicService).close(anna, newId())));
  });
});
