import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, Refusal, newId, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { ASKING, AskService } from './ask.service.js';
import { EditService } from './edit.service.js';
import type { AskInput } from './topic.input.js';
import { TopicReader } from './topic.reader.js';
import type { Topic } from './topic.type.js';

let town: CommunityWorld;
let anna: Viewer;
let boris: Viewer;
let oleg: Viewer;
beforeAll(async () => {
  town = await communityWorld();
  anna = await town.person('Anna');
  boris = await town.person('Boris');
  oleg = await town.person('Oleg', 'REPRESENTATIVE');
});
afterAll(() => town.close());

const ask = (author: Viewer, input: Partial<AskInput> = {}): Promise<Topic> =>
  town.get(AskService).ask(author, { kind: 'QUESTION', title: 'Sound stops after an update', body: 'It was fine before.', ...input });
const refusal = async (promise: Promise<unknown>): Promise<Refusal> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw new Error(`no refusal: ${String(error)}`);
  return error;
};

describe('asking', () => {
  it('makes a topic with its labels, followed by its author, and says so in the log', async () => {
    const player = newId();
    await town.test.db.main.rows(sql`insert into product (id, slug, name, created_at) values (${player}, 'player', 'Player', now())`);
    const topic = await ask(anna, { products: ['player'], tags: ['Sound', ' sound ', 'Обновление'], body: '**Loud** before' });
    expect(topic).toMatchObject({
      kind: 'QUESTION',
      status: null,
      audience: 'EVERYONE',
      authorName: 'Anna',
      viewerFollows: true,
      followerCount: 1,
      votes: 0,
    });
    expect(topic).toMatchObject({
      slug: 'sound-stops-after-an-update',
      bodyHtml: '<p><strong>Loud</strong> before</p>',
      excerpt: 'Loud before',
    });
    expect(topic.path).toBe(`/t/${topic.key}/${topic.slug}`);
    expect(topic.products.map(({ slug }) => slug)).toEqual(['player']);
    expect(topic.tags.map(({ name }) => name).sort()).toEqual(['sound', 'обновление']);
    expect(
      await town.test.db.main.rows(
        sql`select kind, person_id as person, actor_person_id as actor, payload from interaction where topic_id = ${topic.id}`,
      ),
    ).toEqual([
      {
        kind: 'topic.asked',
        person: anna.personId,
        actor: anna.personId,
        payload: { topicKind: 'QUESTION', audience: 'EVERYONE', productIds: [player] },
      },
    ]);
  });

  it('resolves a synonym to its tag and keeps C, C++ and C# apart', async () => {
    const first = await ask(anna, { tags: ['audio'] });
    await town.test.db.main.rows(sql`insert into tag_synonym (name, tag_id) values ('noise', ${first.tags[0]!.id})`);
    const second = await ask(anna, { tags: ['Noise', 'c', 'c++', 'c#'] });
    expect(second.tags.map(({ slug }) => slug)).toEqual(['audio', 'c', 'c-plus-plus', 'c-sharp']);
  });

  it('takes a synonym of a tag that only hidden topics have for a name of its own', async () => {
    const hidden = await ask(oleg, { audience: 'STAFF', tags: ['project zebra'] });
    await town.test.db.main.rows(
      sql`insert into tag_synonym (name, tag_id) values ('stripes', ${hidden.tags[0]!.id}), ('hooves', ${hidden.tags[0]!.id})`,
    );
    expect((await ask(oleg, { audience: 'STAFF', tags: ['stripes'] })).tags.map(({ name }) => name)).toEqual(['project zebra']);
    expect((await ask(anna, { tags: ['stripes'] })).tags.map(({ name }) => name)).toEqual(['stripes']);
    // From now on it is a tag, to whoever types it.
    expect((await ask(oleg, { tags: ['Stripes'] })).tags.map(({ name }) => name)).toEqual(['stripes']);
    const plain = await ask(anna);
    expect((await town.get(EditService).edit(anna, { topic: plain.id, tags: ['hooves'] })).tags.map(({ name }) => name)).toEqual([
      'hooves',
    ]);
  });

  it('gives ideas and problems their first status', async () => {
    expect((await ask(anna, { kind: 'IDEA' })).status).toBe('OPEN');
    expect((await ask(anna, { kind: 'PROBLEM' })).status).toBe('OPEN');
    expect((await ask(anna, { kind: 'PRAISE' })).status).toBeNull();
  });

  it('lets only representatives write updates, and only staff speak to staff', async () => {
    expect(await refusal(ask(anna, { kind: 'UPDATE' }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(ask(anna, { audience: 'STAFF' }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(ask(visitor()))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await ask(oleg, { kind: 'UPDATE' })).kind).toBe('UPDATE');
    expect((await ask(oleg, { audience: 'STAFF' })).audience).toBe('STAFF');
  });

  it('keeps a private question between its author and the company, from the very answer on', async () => {
    const topic = await ask(boris, { audience: 'PRIVATE' });
    expect(topic.audience).toBe('PRIVATE');
    const reader = town.get(TopicReader);
    expect(await reader.byKey(await town.again(boris), topic.key)).not.toBeNull();
    expect(await reader.byKey(oleg, topic.key)).not.toBeNull();
    expect(await reader.byKey(await town.again(anna), topic.key)).toBeNull();
    expect(await reader.byKey(visitor(), topic.key)).toBeNull();
    const second = await ask(await town.again(boris), { audience: 'PRIVATE' });
    expect(second.audienceId).toBe(topic.audienceId);
  });

  it.each([
    ['a title of spaces', { title: '    ' }, 'title'],
    ['a short title', { title: 'abcd' }, 'title'],
    ['a long title', { title: 'a'.repeat(201) }, 'title'],
    ['a long text', { body: 'a'.repeat(30_001) }, 'body'],
    ['an unknown product', { products: ['no-such'] }, 'products'],
    ['six tags', { tags: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'tags'],
    ['a long tag', { tags: ['a'.repeat(41)] }, 'tags'],
    ['a tag of mark-up', { tags: ['<b>'] }, 'tags'],
    ['half a character', { tags: ['\ud800'] }, 'tags'],
  ])('refuses %s and names the field', async (_what, input, field) => {
    expect(await refusal(ask(oleg, input))).toMatchObject({ code: 'INVALID', field });
  });

  it('takes a title of 200 characters that has no Latin letter, and any text', async () => {
    const topic = await ask(oleg, { title: '音'.repeat(200), body: "'; drop table topic; --\u0000 <script>alert(1)</script>" });
    expect(topic.slug).toBe('topic');
    expect(topic.bodyHtml).not.toContain('<script');
  });
});

describe('a repeated request', () => {
  const input = { kind: 'IDEA', title: 'A dark theme', body: 'For the night', idempotencyKey: 'once' } as const;

  it('gets the first topic again, also when both come at once', async () => {
    const [one, two] = await Promise.all([town.get(AskService).ask(oleg, input), town.get(AskService).ask(oleg, input)]);
    expect(two.id).toBe(one.id);
    expect((await town.get(AskService).ask(oleg, input)).id).toBe(one.id);
    expect(await town.logged(one.id)).toEqual(['topic.asked']);
  });

  it('is another request with another person or without a key, and a conflict with another text', async () => {
    const mine = await town.get(AskService).ask(oleg, input);
    expect((await town.get(AskService).ask(anna, input)).id).not.toBe(mine.id);
    expect((await town.get(AskService).ask(oleg, { ...input, idempotencyKey: null })).id).not.toBe(mine.id);
    expect(await refusal(town.get(AskService).ask(oleg, { ...input, title: 'A light theme' }))).toMatchObject({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    });
  });

  it('is forgotten after a day', async () => {
    const mine = await town.get(AskService).ask(oleg, input);
    town.clock.advance(25 * HOUR);
    expect((await town.get(AskService).ask(oleg, input)).id).not.toBe(mine.id);
  });

  it('leaves the key free when the first one failed', async () => {
    const wrong = { ...input, idempotencyKey: 'wrong', products: ['no-such'] };
    await refusal(town.get(AskService).ask(oleg, wrong));
    expect(await refusal(town.get(AskService).ask(oleg, wrong))).toMatchObject({ code: 'INVALID' });
  });
});

it('brakes a customer who floods, and not the company', async () => {
  const flood = await town.person('Flood');
  for (let n = 0; n < ASKING.points; n += 1) await ask(flood);
  const { code, retryAfter } = await refusal(ask(flood));
  expect(code).toBe('LIMITED');
  expect(retryAfter).toBeGreaterThan(0);
}, 60_000);
