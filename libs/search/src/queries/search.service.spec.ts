import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TopicReader } from '@veche/community';
import { Brakes, DAY, MovedClock, newId, sql } from '@veche/platform';
import { Gate, MEMBERS, type Viewer, visitor } from '@veche/visibility';
import { Shelf } from '../testing/shelf.js';
import { TopicFinder } from '../topics/topic.finder.js';
import { SearchRecordRepository } from './search-record.repository.js';
import { SearchRecorder } from './search-recorder.js';
import { SEARCH_BRAKE, SearchService } from './search.service.js';

const ADDRESS = '192.0.2.1';
const clock = new MovedClock(new Date('2026-11-01T12:00:00Z'));

let shelf: Shelf;
let brakes: Brakes;
let recorder: SearchRecorder;
let service: SearchService;
beforeAll(async () => {
  shelf = await Shelf.set(clock);
  brakes = new Brakes(shelf.url);
  const gate = new Gate(shelf.db);
  recorder = new SearchRecorder(shelf.db, new SearchRecordRepository(), shelf.log, clock);
  service = new SearchService(new TopicFinder(gate), new TopicReader(gate), recorder, brakes);
});
afterAll(async () => {
  await brakes.close();
  await shelf.close();
});

const guest = (name: string) => visitor('en', Buffer.alloc(32, name));
const agreed = (viewer: Viewer): Viewer =>
  Object.assign(viewer, { account: { consents: [{ purpose: 'recording', version: '1', grantedAt: clock.now() }] } });
const recorded = (id: string) =>
  shelf.db.main
    .row(sql`select text, person_id as "personId", visitor_hash as hash, result_topic_ids as results, clicked_topic_ids as clicks, clicked_at as "clickedAt"
    from search_query where id = ${id}`);
const logged = (id: string) =>
  shelf.db.main.rows(
    sql`select kind, person_id as "personId", visitor_hash as hash, topic_id as "topicId", payload from interaction where payload ->> 'searchId' = ${id} order by seq`,
  );

describe('a search', () => {
  it('answers with visible topics and leaves its text in a table, its number of results in the log', async () => {
    const found = await shelf.topic('Gramophone needles');
    await shelf.topic('Gramophone plans', { audience: MEMBERS });
    const viewer = guest('first');
    const { id, topics } = await service.search(viewer, '  Gramophone? ', 20, ADDRESS);
    expect(topics.map((topic) => topic.id)).toEqual([found]);
    expect(await recorded(id)).toEqual({
      text: 'Gramophone?',
      personId: null,
      hash: viewer.visitorHash,
      results: [found],
      clicks: [],
      clickedAt: null,
    });
    expect(await logged(id)).toEqual([
      { kind: 'search.performed', personId: null, hash: viewer.visitorHash, topicId: null, payload: { searchId: id, results: 1 } },
    ]);
  });

  it('is recorded under a person with their consent only, and then without the hash of the day', async () => {
    const hash = Buffer.alloc(32, 'day');
    const [plain, open] = [{ ...(await shelf.member()), visitorHash: hash }, agreed({ ...(await shelf.member()), visitorHash: hash })];
    const [one, two] = [await service.search(plain, 'gramophone', 20, ADDRESS), await service.search(open, 'gramophone', 20, ADDRESS)];
    expect(await recorded(one.id)).toMatchObject({ personId: null, hash });
    expect(await recorded(two.id)).toMatchObject({ personId: open.personId, hash: null });
    expect(await logged(two.id)).toMatchObject([{ personId: open.personId, hash: null }]);
  });

  it('without a word is none', async () => {
    const rows = () =>
      shelf.db.main.row(sql`select (select count(*) from search_query) as searches, (select count(*) from interaction) as interactions`);
    const before = await rows();
    expect((await service.search(guest('first'), '  ', 20, ADDRESS)).topics).toEqual([]);
    expect(await rows()).toEqual(before);
  });

  it('is braked by person, and for visitors by address', async () => {
    const member = await shelf.member();
    for (let i = 0; i < SEARCH_BRAKE.points; i++) await brakes.spend(SEARCH_BRAKE, '192.0.2.9');
    await expect(service.search(guest('other'), 'gramophone', 20, '192.0.2.9')).rejects.toMatchObject({ code: 'LIMITED' });
    expect((await service.search(member, 'gramophone', 20, '192.0.2.9')).topics).toHaveLength(2);
  });
});

describe('a click on a result', () => {
  it('is noted once for each result of one’s own search', async () => {
    const [one, two] = [await shelf.topic('Phonograph one'), await shelf.topic('Phonograph two')];
    const viewer = guest('clicker');
    const { id } = await service.search(viewer, 'phonograph', 20, ADDRESS);
    expect(await recorder.clicked(viewer, id, two)).toBe(true);
    clock.advance(1000);
    expect([await recorder.clicked(viewer, id, two), await recorder.clicked(viewer, id, one)]).toEqual([false, true]);
    expect(await recorded(id)).toMatchObject({ clicks: [two, one], clickedAt: new Date(clock.now().getTime() - 1000) });
    expect((await logged(id)).slice(1)).toMatchObject(
      [two, one].map((topicId) => ({ kind: 'search.clicked', topicId, hash: viewer.visitorHash })),
    );
  });

  it('of somebody else, on something that was not found, or on what is not visible any more, is not', async () => {
    const found = await shelf.topic('Telegraph one');
    const viewer = guest('clicker');
    const { id } = await service.search(viewer, 'telegraph', 20, ADDRESS);
    expect(await recorder.clicked(guest('other'), id, found)).toBe(false);
    expect(await recorder.clicked(await shelf.member(), id, found)).toBe(false);
    expect(await recorder.clicked(viewer, id, newId())).toBe(false);
    expect(await recorder.clicked(viewer, newId(), found)).toBe(false);
    expect(await recorder.clicked(viewer, 'nonsense', found)).toBe(false);
    await shelf.db.main.rows(sql`update topic set audience_id = ${MEMBERS} where id = ${found}`);
    expect(await recorder.clicked(viewer, id, found)).toBe(false);
  });
});

it('texts of searches are forgotten after 90 days', async () => {
  const old = await service.search(guest('first'), 'gramophone', 20, ADDRESS);
  clock.advance(89 * DAY);
  const young = await service.search(guest('first'), 'gramophone', 20, ADDRESS);
  await recorder.forget();
  expect(await recorded(old.id)).toBeDefined();
  clock.advance(2 * DAY);
  await recorder.forget();
  expect([await recorded(old.id), (await recorded(young.id)) === undefined]).toEqual([undefined, false]);
});
