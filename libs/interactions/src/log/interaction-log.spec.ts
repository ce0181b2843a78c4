import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MovedClock, newId, sql } from '@veche/platform';
import { type TestDatabase, testDatabase } from '@veche/platform/testing';
import { viewerOf, visitor } from '@veche/visibility';
import type { NewInteraction } from './interaction.js';
import { InteractionLog, actOnAuthor, ownAct } from './interaction-log.js';
import { KINDS, isInteractionKind } from './kinds.js';
import { Sequencer } from './sequencer.js';

let test: TestDatabase;
let sequencer: Sequencer;
const clock = new MovedClock(new Date('2026-11-22T10:00:00Z'));
const log = new InteractionLog(clock);
beforeAll(async () => {
  test = await testDatabase();
  sequencer = new Sequencer(test.db);
});
afterAll(() => test.close());

const edited: NewInteraction = { kind: 'topic.edited', payload: {}, personId: null, actorPersonId: null, channel: 'web' };
const append = (...interactions: NewInteraction[]) => test.db.transaction((tx) => log.append(tx, ...interactions));
const readAll = () => log.read(test.db.main, 0, 1_000);

describe('the log', () => {
  it('keeps what a command said, in the order in which it said it', async () => {
    const [topicId, replyId, personId] = [newId(), newId(), newId()];
    const occurredAt = new Date('2011-05-06T07:08:09Z');
    const ids = await append(
      {
        ...edited,
        kind: 'topic.asked',
        payload: { topicKind: 'QUESTION', audience: 'MEMBERS' },
        personId,
        actorPersonId: personId,
        topicId,
        audienceId: 2,
      },
      { ...edited, kind: 'vote.cast', payload: { on: 'reply' }, topicId, replyId, channel: 'import', isImported: true, occurredAt },
    );
    await sequencer.place();
    const [asked, voted] = await readAll();
    expect(asked).toMatchObject({
      id: ids[0],
      position: 1,
      kind: 'topic.asked',
      personId,
      actorPersonId: personId,
      topicId,
      replyId: null,
      audienceId: 2,
      channel: 'web',
      isImported: false,
    });
    expect(asked).toMatchObject({
      occurredAt: clock.now(),
      recordedAt: clock.now(),
      payload: { topicKind: 'QUESTION', audience: 'MEMBERS' },
    });
    expect(voted).toMatchObject({
      id: ids[1],
      position: 2,
      replyId,
      channel: 'import',
      isImported: true,
      occurredAt,
      recordedAt: clock.now(),
    });
  });

  it('has nothing of a command that failed after it appended', async () => {
    const before = (await readAll()).length;
    const failing = test.db.transaction(async (tx) => {
      await log.append(tx, edited);
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    await sequencer.place();
    expect(await readAll()).toHaveLength(before);
  });

  it('shows readers nothing that has no position yet', async () => {
    const before = (await readAll()).length;
    await append(edited);
    expect(await readAll()).toHaveLength(before);
    expect(await sequencer.place()).toBe(1);
    expect(await sequencer.place()).toBe(0);
    expect(await readAll()).toHaveLength(before + 1);
  });

  it('is not written to by a sequencer that finds nothing: an idle portal is idle', async () => {
    const head = () => test.db.main.row(sql`select ctid, xmin::text from log_head`);
    await sequencer.place();
    const before = await head();
    expect(await sequencer.place()).toBe(0);
    expect(await head()).toEqual(before);
  });

  it('does nothing when nothing happened', async () => {
    expect(await append()).toEqual([]);
  });

  it.each([
    ['a field too many', { ...edited, kind: 'vote.cast', payload: { on: 'topic', comment: 'text of a person' } }],
    ['a field too few', { ...edited, kind: 'vote.cast', payload: {} }],
    ['another word', { ...edited, kind: 'topic.retyped', payload: { from: 'QUESTION', to: 'COMPLAINT' } }],
    ['no id', { ...edited, kind: 'search.clicked', payload: { searchId: "1' or '1'='1" } }],
    ['__proto__', { ...edited, payload: JSON.parse('{"__proto__": {"admin": true}}') as object }],
  ])('refuses a payload with %s, and the command with it', async (_what, interaction) => {
    const before = (await readAll()).length;
    await expect(append(interaction as NewInteraction)).rejects.toThrow();
    await sequencer.place();
    expect(await readAll()).toHaveLength(before);
  });

  it.each([
    'update interaction set kind = $$vote.cast$$',
    'update interaction set position = position + 1',
    'update interaction set position = null',
    'delete from interaction',
    'update interaction set person_id = gen_random_uuid() where position is null',
  ])('is append-only: %s is refused by PostgreSQL', async (statement) => {
    await append(edited);
    await expect(test.db.transaction((tx) => tx.query(statement))).rejects.toThrow('append-only');
    await sequencer.place();
  });

  it('is read by its position through an index, whatever its size', async () => {
    await test.db.main.rows(
      sql`insert into interaction (id, position, occurred_at, recorded_at, channel, kind)
          select gen_random_uuid(), 1000000 + n, now(), now(), 'web', 'topic.edited' from generate_series(1, 5000) as n`,
    );
    await test.db.main.rows(sql`analyze interaction`);
    const plan = await test.db.main.rows<Record<string, string>>(
      sql`explain select * from interaction where position > ${1004990} order by position limit 500`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).not.toContain('Seq Scan on interaction_default');
  });
});

describe('whose an interaction is', () => {
  const hash = Buffer.alloc(32, 1);
  const anna = viewerOf({
    personId: newId(),
    accountId: null,
    sessionId: null,
    name: '',
    roles: [],
    privateAudienceId: null,
    locale: 'en',
    visitorHash: hash,
  });

  it("one's own act is the actor's", () => {
    expect(ownAct(anna, 'vote.cast', { on: 'topic' }, { topicId: 't' })).toMatchObject({
      personId: anna.personId,
      actorPersonId: anna.personId,
      topicId: 't',
      channel: 'web',
    });
  });

  it('an act on what another wrote is the author’s, also when nobody knows who that is', () => {
    const author = newId();
    expect(actOnAuthor(anna, author, 'topic.closed', {}, {})).toMatchObject({ personId: author, actorPersonId: anna.personId });
    expect(actOnAuthor(anna, null, 'topic.closed', {}, {})).toMatchObject({ personId: null, actorPersonId: anna.personId });
  });

  it("a visitor's act carries the day's hash, a person's never", () => {
    expect(ownAct(visitor('en', hash), 'visit.started', { sourceId: newId() })).toMatchObject({ personId: null, visitorHash: hash });
    expect(ownAct(anna, 'topic.edited', {}).visitorHash).toBeNull();
  });

  it('knows its kinds, and nothing that only looks like one', () => {
    expect(isInteractionKind('vote.cast')).toBe(true);
    expect(['__proto__', 'constructor', 'toString', 'vote'].some(isInteractionKind)).toBe(false);
    for (const { says } of Object.values(KINDS)) expect(says).toMatch(/^[A-Z].+[^.]$/);
  });
});
