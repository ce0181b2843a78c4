import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, Refusal, newId, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { ReplyUpkeepService } from '../replies/reply-upkeep.service.js';
import { StatusService } from '../statuses/status.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { EditService } from './edit.service.js';
import { TopicReader } from './topic.reader.js';
import { TopicService } from './topic.service.js';
import type { TopicStatus } from './topic.words.js';

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
  await town.test.db.main.rows(
    sql`insert into product (id, slug, name, created_at) values (${newId()}, 'player', 'Player', now()), (${newId()}, 'app', 'App', now())`,
  );
});
afterAll(() => town.close());

const service = (): TopicService => town.get(TopicService);
const edit = (viewer: Viewer, topic: string, input: object) => town.get(EditService).edit(viewer, { topic, ...input });
const see = (viewer: Viewer, key: string) => town.get(TopicReader).byKey(viewer, key);
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : error),
  );

/** Who did it and whose record it is, of the last interaction about a topic. */
const lastOf = (topicId: string) =>
  town.test.db.main.row<{ kind: string; person: string; actor: string; payload: object }>(
    sql`select kind, person_id as person, actor_person_id as actor, payload from interaction where topic_id = ${topicId} order by seq desc limit 1`,
  );

describe('editing', () => {
  it('changes words and labels, keeps the former words, and moves the address but not the key', async () => {
    const topic = await town.aTopic(anna, { title: 'Sound stops', body: 'first' });
    const changed = await edit(anna, topic.id, { title: 'Sound stops for good', body: 'second', products: ['player'], tags: ['sound'] });
    expect(changed).toMatchObject({
      key: topic.key,
      slug: 'sound-stops-for-good',
      bodyMarkdown: 'second',
      bodyHtml: '<p>second</p>',
      excerpt: 'second',
    });
    expect(changed.editedAt).not.toBeNull();
    expect(changed.tags.map(({ name }) => name)).toEqual(['sound']);
    const versions = await town.test.db.main.rows<{ title: string; body: string }>(
      sql`select title, body_md as body from revision where topic_id = ${topic.id} order by created_at, id`,
    );
    expect(versions).toEqual([
      { title: 'Sound stops', body: 'first' },
      { title: 'Sound stops for good', body: 'second' },
    ]);
    expect(await town.logged(topic.id)).toEqual(['topic.asked', 'topic.edited']);
  });

  it('that changes nothing leaves no trace', async () => {
    const topic = await town.aTopic(anna, { title: 'Sound stops', body: 'first' });
    const same = await edit(anna, topic.id, { title: ' Sound  stops ', body: 'first', tags: [], products: [] });
    expect(same.editedAt).toBeNull();
    expect(await town.logged(topic.id)).toEqual(['topic.asked']);
  });

  it('of labels is a representative’s, too; of words it is not', async () => {
    const topic = await town.aTopic(anna);
    expect((await edit(oleg, topic.id, { products: ['app'] })).products.map(({ slug }) => slug)).toEqual(['app']);
    expect(await codeOf(edit(oleg, topic.id, { title: 'Other words' }))).toBe('FORBIDDEN');
    expect(await codeOf(edit(boris, topic.id, { tags: ['x'] }))).toBe('FORBIDDEN');
    expect(await codeOf(edit(visitor(), topic.id, { tags: ['x'] }))).toBe('UNAUTHENTICATED');
  });

  it('keeps an archived product that the topic has, and gives it to no other', async () => {
    const topic = await town.aTopic(anna);
    await edit(anna, topic.id, { products: ['app'] });
    await town.test.db.main.rows(sql`update product set is_archived = true where slug = 'app'`);
    expect((await edit(anna, topic.id, { products: ['app', 'player'] })).products.map(({ slug }) => slug).sort()).toEqual([
      'app',
      'player',
    ]);
    expect(await codeOf(edit(anna, (await town.aTopic(anna)).id, { products: ['app'] }))).toBe('INVALID');
    await town.test.db.main.rows(sql`update product set is_archived = false where slug = 'app'`);
  });
});

describe('retyping', () => {
  it('loses nothing and starts the status anew', async () => {
    const topic = await town.aTopic(anna, { kind: 'QUESTION' });
    await town.anAnswer(boris, topic);
    const problem = await service().retype(oleg, topic.id, 'PROBLEM');
    expect(problem).toMatchObject({ kind: 'PROBLEM', status: 'OPEN', key: topic.key, answerCount: 1 });
    await town.get(StatusService).set(oleg, topic.id, 'FIXED', 'In 2.1');
    const idea = await service().retype(oleg, topic.id, 'IDEA');
    expect(idea).toMatchObject({ kind: 'IDEA', status: 'OPEN' });
    expect(idea.statusChanges).toHaveLength(1);
    expect((await service().retype(oleg, topic.id, 'PRAISE')).status).toBeNull();
    expect(await lastOf(topic.id)).toEqual({
      kind: 'topic.retyped',
      person: anna.personId,
      actor: oleg.personId,
      payload: { from: 'IDEA', to: 'PRAISE' },
    });
  });

  it('to what it is says nothing', async () => {
    const topic = await town.aTopic(anna, { kind: 'IDEA' });
    await service().retype(anna, topic.id, 'IDEA');
    expect(await town.logged(topic.id)).toEqual(['topic.asked']);
  });
});

describe('moving', () => {
  it('takes replies, tags, followers and statuses along', async () => {
    const topic = await town.aTopic(anna);
    await edit(anna, topic.id, { tags: ['hidden tag'] });
    await town.anAnswer(boris, topic);
    expect((await service().move(oleg, topic.id, 'MEMBERS')).audience).toBe('MEMBERS');
    expect(await see(visitor(), topic.key)).toBeNull();
    expect(await see(boris, topic.key)).not.toBeNull();
    const left = await town.test.db.main.rows(
      sql`select 1 from reply where topic_id = ${topic.id} and audience_id = 1 union all select 1 from topic_tag where topic_id = ${topic.id} and audience_id = 1
          union all select 1 from topic_follow where topic_id = ${topic.id} and audience_id = 1`,
    );
    expect(left).toEqual([]);
    expect(await lastOf(topic.id)).toMatchObject({
      kind: 'topic.moved',
      person: anna.personId,
      payload: { from: 'EVERYONE', to: 'MEMBERS' },
    });
  });

  it('to private makes it the author’s and the company’s, and the answer still shows it to who moved it', async () => {
    const dora = await town.person('Dora');
    const topic = await town.aTopic(dora);
    expect((await service().move(dora, topic.id, 'PRIVATE')).audience).toBe('PRIVATE');
    expect(await see(await town.again(dora), topic.key)).not.toBeNull();
    expect(await see(oleg, topic.key)).not.toBeNull();
    expect(await see(boris, topic.key)).toBeNull();
    expect((await service().move(await town.again(dora), topic.id, 'EVERYONE')).audience).toBe('EVERYONE');
  });

  it('to private is taken back by the company while nothing was said there, and never afterwards', async () => {
    const topic = await town.aTopic(anna);
    const answer = await town.anAnswer(boris, topic);
    const toPrivate = async () => expect((await service().move(oleg, topic.id, 'PRIVATE')).audience).toBe('PRIVATE');
    await toPrivate();
    expect(await see(await town.again(anna), topic.key)).toMatchObject({ can: { move: false } });
    expect(await see(oleg, topic.key)).toMatchObject({ can: { move: true } });
    expect((await service().move(nina, topic.id, 'EVERYONE')).audience).toBe('EVERYONE');
    expect(await see(visitor(), topic.key)).toMatchObject({ can: { move: false } });
    await toPrivate();
    await town.get(ReplyUpkeepService).edit(nina, answer.id, 'other words, in private');
    expect(await codeOf(service().move(oleg, topic.id, 'EVERYONE'))).toBe('FORBIDDEN');
  });

  it('to private is not taken back once it was answered or reworded there, also when the answer was deleted', async () => {
    const [answered, reworded] = [await town.aTopic(anna), await town.aTopic(anna)];
    await town.anAnswer(boris, reworded);
    for (const { id } of [answered, reworded]) await service().move(oleg, id, 'PRIVATE');
    const said = await town.anAnswer(oleg, answered);
    await town.get(ReplyUpkeepService).delete(nina, said.id);
    await edit(await town.again(anna), reworded.id, { body: 'my address is …' });
    for (const { id } of [answered, reworded]) expect(await codeOf(service().move(oleg, id, 'EVERYONE'))).toBe('FORBIDDEN');
  });

  it('of what one does not see is like moving what is not there', async () => {
    const topic = await town.aTopic(oleg, { audience: 'STAFF' });
    expect(await codeOf(service().move(anna, topic.id, 'EVERYONE'))).toBe('NOT_FOUND');
    expect(await codeOf(service().move(anna, newId(), 'EVERYONE'))).toBe('NOT_FOUND');
    expect(await codeOf(service().move(anna, "' or 1 = 1", 'EVERYONE'))).toBe('NOT_FOUND');
  });
});

describe('closing', () => {
  it('ends replies until the company opens again', async () => {
    const topic = await town.aTopic(anna);
    expect((await service().close(anna, topic.id)).closedAt).not.toBeNull();
    expect(await codeOf(town.anAnswer(boris, topic))).toBe('CONFLICT');
    expect(await codeOf(service().close(oleg, topic.id))).toBe('CONFLICT');
    expect(await codeOf(service().reopen(anna, topic.id))).toBe('FORBIDDEN');
    expect((await service().reopen(oleg, topic.id)).closedAt).toBeNull();
    expect(await town.logged(topic.id)).toEqual(['topic.asked', 'topic.closed', 'topic.reopened']);
  });
});

describe('deleting', () => {
  it('takes topic and replies out of sight, and the author can take it back', async () => {
    const topic = await town.aTopic(anna);
    const answer = await town.anAnswer(boris, topic);
    expect((await service().delete(anna, topic.id)).state).toBe('deleted');
    expect(await see(boris, topic.key)).toBeNull();
    expect(await see(visitor(), topic.key)).toBeNull();
    expect(await see(anna, topic.key)).toMatchObject({ state: 'deleted', can: { restore: true, edit: false } });
    expect(await town.test.db.anonymous.rows(sql`select id from reply where id = ${answer.id}`)).toEqual([]);
    expect((await service().restore(anna, topic.id)).state).toBe('published');
    expect(await see(visitor(), topic.key)).not.toBeNull();
  });

  it('by a moderator is undone by moderators only', async () => {
    const topic = await town.aTopic(anna);
    await service().delete(nina, topic.id);
    expect(await lastOf(topic.id)).toMatchObject({ kind: 'topic.deleted', person: anna.personId, actor: nina.personId });
    expect(await codeOf(service().restore(anna, topic.id))).toBe('FORBIDDEN');
    expect((await service().restore(nina, topic.id)).state).toBe('published');
  });
});

describe('a status', () => {
  it('comes with a signed word, and moves the topic', async () => {
    const topic = await town.aTopic(anna, { kind: 'IDEA' });
    town.clock.advance(HOUR);
    const planned = await town.get(StatusService).set(oleg, topic.id, 'PLANNED', 'For **spring**');
    expect(planned.status).toBe('PLANNED');
    expect(planned.movedAt.getTime()).toBeGreaterThan(topic.movedAt.getTime());
    expect(planned.statusChanges).toEqual([
      expect.objectContaining({ from: 'OPEN', to: 'PLANNED', wordHtml: '<p>For <strong>spring</strong></p>', isImported: false }),
    ]);
    expect(planned.statusChanges![0]!.by).toMatchObject({ name: 'Oleg', title: 'Support', isFormer: false, person: { id: oleg.personId } });
    expect(await lastOf(topic.id)).toMatchObject({
      kind: 'status.changed',
      person: anna.personId,
      actor: oleg.personId,
      payload: { from: 'OPEN', to: 'PLANNED' },
    });
  });

  it('is one of the kind’s, another than now, set by a representative, with a word', async () => {
    const idea = await town.aTopic(anna, { kind: 'IDEA' });
    const set = (viewer: Viewer, status: TopicStatus, word: string) => codeOf(town.get(StatusService).set(viewer, idea.id, status, word));
    expect(await set(oleg, 'FIXED', 'Done')).toBe('INVALID');
    expect(await set(oleg, 'OPEN', 'Still')).toBe('INVALID');
    expect(await set(oleg, 'DONE', '  ')).toBe('INVALID');
    expect(await set(nina, 'DONE', 'Done')).toBe('FORBIDDEN');
    expect(await set(oleg, 'DONE', 'Done')).toBe('done');
    const question = await town.aTopic(anna);
    expect(await codeOf(town.get(StatusService).set(oleg, question.id, 'DONE', 'Done'))).toBe('INVALID');
  });
});
