import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommunityWorld, communityWorld } from '@veche/community/testing';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { ActReader } from './acts/act.reader.js';
import { ActRepository } from './acts/act.repository.js';
import { ActService } from './acts/act.service.js';
import { PostsRepository } from './acts/posts.repository.js';
import { ObjectionService } from './own/objection.service.js';
import { OwnReader } from './own/own.reader.js';

let town: CommunityWorld;
let moderator: Viewer;
let reader: Viewer;
let acts: ActService;
let own: OwnReader;
let objections: ObjectionService;
beforeAll(async () => {
  town = await communityWorld();
  [moderator, reader] = [await town.person('Mo', 'MODERATOR'), await town.person('Rea')];
  const { db } = town.test;
  const log = town.get(InteractionLog);
  acts = new ActService(db, new PostsRepository(log, town.clock), new ActRepository(town.clock), new AuditLog(town.clock), town.clock);
  own = new OwnReader(db);
  objections = new ObjectionService(db, new AuditLog(town.clock), town.clock);
});
afterAll(() => town.close());

const newcomer = async (name: string): Promise<Viewer> => {
  const viewer = await town.person(name);
  await town.test.db.main.rows(sql`update person set approved_posts = 0 where id = ${viewer.personId}`);
  return { ...viewer, approvedPosts: 0 };
};
const LINK = 'Cheap things at https://spam.example/now';

describe('an act about somebody', () => {
  it('is objected to once, by them, and is upheld with a word or undone', async () => {
    const otto = await town.person('Otto');
    const warn = async () => (await acts.sanction(moderator, { people: [otto.personId!], kind: 'WARN', reason: 'INSULT' }))[0]!;
    const [first, second] = [await warn(), await warn()];
    await expect(objections.object(reader, first, 'Not me')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(objections.object(visitor(), first, 'Not me')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(objections.object(otto, first, ' ')).rejects.toMatchObject({ field: 'words' });
    for (const act of [first, second]) await objections.object(otto, act, 'It was a quotation');
    await expect(objections.object(otto, first, 'Again')).rejects.toMatchObject({ code: 'CONFLICT' });
    const actReader = new ActReader(town.test.db);
    const open = async () => (await actReader.objected(moderator)).filter(({ person }) => person?.id === otto.personId).map(({ id }) => id);
    expect(await open()).toEqual([first, second]);
    await expect(actReader.objected(otto)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(objections.uphold(otto, first, 'No')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await objections.uphold(moderator, first, 'A quotation is marked as one');
    await expect(objections.uphold(moderator, first, 'Twice')).rejects.toMatchObject({ code: 'CONFLICT' });
    await acts.undo(moderator, second);
    expect(await open()).toEqual([]);
    expect((await own.of(otto)).acts).toMatchObject([
      { id: first, objection: 'It was a quotation', answer: 'A quotation is marked as one', answeredAt: expect.any(Date) },
    ]);
  });

  it('is not undone by them, whatever they may judge of others', async () => {
    const stern = await town.person('Stern');
    const [act] = await acts.sanction(moderator, { people: [stern.personId!], kind: 'WARN', reason: 'INSULT' });
    const promoted: Viewer = { ...stern, roles: new Set(['MODERATOR']) };
    await expect(acts.undo(promoted, act!)).rejects.toMatchObject({ code: 'CONFLICT' });
    await acts.undo(moderator, act!);
  });

  it('and what waits are told to them alone', async () => {
    const nika = await newcomer('Nika');
    const topic = await town.aTopic(nika, { body: LINK });
    expect(await own.of(nika)).toMatchObject({ waiting: [{ title: topic.title, path: topic.path, isReply: false }], acts: [] });
    expect([await own.of(visitor()), (await own.of(moderator)).waiting]).toEqual([{ waiting: [], acts: [] }, []]);
  });
});
