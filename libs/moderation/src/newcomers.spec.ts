import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskService, EditService, HoldingService, ReplyService, ReplyUpkeepService } from '@veche/community';
import { type CommunityWorld, communityWorld } from '@veche/community/testing';
import { FormProofs } from '@veche/identity';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { ActRepository } from './acts/act.repository.js';
import { ActService } from './acts/act.service.js';
import { PostsRepository } from './acts/posts.repository.js';
import { CaseReader } from './cases/case.reader.js';
import { FirstPostsService } from './settings/first-posts.service.js';

let town: CommunityWorld;
let moderator: Viewer;
let reader: Viewer;
let acts: ActService;
let cases: CaseReader;
beforeAll(async () => {
  town = await communityWorld();
  [moderator, reader] = [await town.person('Mo', 'MODERATOR'), await town.person('Rea')];
  const { db } = town.test;
  const log = town.get(InteractionLog);
  acts = new ActService(db, new PostsRepository(log, town.clock), new ActRepository(town.clock), new AuditLog(town.clock), town.clock);
  cases = new CaseReader(db);
});
afterAll(() => town.close());

const newcomer = async (name: string, approvedPosts = 0): Promise<Viewer> => {
  const viewer = await town.person(name);
  await town.test.db.main.rows(sql`update person set approved_posts = ${approvedPosts} where id = ${viewer.personId}`);
  return { ...viewer, approvedPosts };
};
const caseOf = async (viewer: Viewer) => (await cases.queue(moderator)).nodes.filter(({ author }) => author?.id === viewer.personId);
const rule = (first: string) => town.test.db.main.rows(sql`update site set first_posts = ${first}`);

describe('how much new people write', () => {
  it('is the site’s to say, by administrators, within reason', async () => {
    const { db } = town.test;
    const rules = new FirstPostsService(db, new AuditLog(town.clock), town.get(HoldingService));
    expect(await rules.limits()).toEqual({ links: 3, mentions: 3, pace: 40 });
    for (const [field, bad] of [
      ['links', 21],
      ['mentions', -1],
      ['pace', 0],
    ] as const)
      // prettier-ignore
      await expect(rules.setLimits(moderator, { links: 3, mentions: 3, pace: 40, [field]: bad })).rejects.toMatchObject({ field });
    await rules.setLimits(moderator, { links: 0, mentions: 1, pace: 1 });
    const nell = await newcomer('Nell');
    const ask = (body: string) => town.get(AskService).ask(nell, { kind: 'QUESTION', title: 'How does it work?', body });
    await expect(ask('see a.com')).rejects.toMatchObject({ field: 'body', text: { en: expect.stringContaining('links yet') } });
    await expect(ask('@anna @oleg')).rejects.toMatchObject({ field: 'body' });
    await ask('Plain words');
    await expect(ask('Plain words')).rejects.toMatchObject({ code: 'LIMITED' });
    await rules.setLimits(moderator, { links: 3, mentions: 3, pace: 40 });
  });
});

describe('an edit by somebody new', () => {
  it('brings no link, nor a crowd of them, into what was published without', async () => {
    await rule('FIRST_LINK');
    const nick = await newcomer('Nick');
    const { id } = await town.get(AskService).ask(nick, { kind: 'QUESTION', title: 'How does it work?', body: 'Plain words' });
    const edit = (body: string) => town.get(EditService).edit(nick, { topic: id, body });
    await expect(edit('Buy at https://spam.example')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    await expect(edit('a.com b.com c.com d.com')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    expect((await edit('Plainer words')).bodyMarkdown).toBe('Plainer words');
    const reply = await town.anAnswer(nick, { id }, 'Solved it');
    const reword = (body: string) => town.get(ReplyUpkeepService).edit(nick, reply.id, body);
    await expect(reword('Solved by https://spam.example')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    expect((await reword('Solved it at last')).bodyMarkdown).toBe('Solved it at last');
  });
});

describe('what a script wrote', () => {
  const token = (viewer: Viewer, seconds: number) => {
    const made = town.get(FormProofs).issue(viewer.personId);
    town.clock.advance(seconds * 1_000);
    return made;
  };
  const ask = (viewer: Viewer, form: { trap?: string; token?: string } | null) =>
    town.get(AskService).ask(viewer, { kind: 'QUESTION', title: 'How does it work?', body: 'Plain words', form });

  it('waits, and is refused to nobody: the field that people do not see, a form without a token, one sent at once', async () => {
    for (const form of [{ trap: 'https://x.example', token: '' }, {}, { token: 'made-up' }]) {
      const bot = await newcomer('Bot');
      const topic = await ask(bot, form);
      expect([topic.state, (await caseOf(bot))[0]!.why]).toEqual(['held', 'MACHINE']);
    }
    const quick = await newcomer('Quick');
    expect((await ask(quick, { token: token(quick, 0) })).state).toBe('held');
    const topic = await town.aTopic(reader);
    await town.get(ReplyService).reply(quick, { topic: topic.id, kind: 'ANSWER', body: 'x', form: { trap: 'y' } });
    expect((await caseOf(quick)).map(({ why }) => why)).toEqual(['MACHINE', 'MACHINE']);
  });

  it('is not what a person wrote who took a moment, a program that sends no form, or somebody known', async () => {
    const nadia = await newcomer('Nadia');
    expect((await ask(nadia, { trap: '', token: token(nadia, 3) })).state).toBe('published');
    expect((await ask(nadia, null)).state).toBe('published');
    expect((await ask(reader, { trap: 'x' })).state).toBe('published');
  });

  it('whose sign-up looked like a script’s waits whatever the rule, until the first post is let through', async () => {
    const watched = await newcomer('Watched', -1);
    await rule('NONE');
    const topic = await ask(watched, null);
    expect([topic.state, (await caseOf(watched))[0]!.why]).toEqual(['held', 'MACHINE']);
    const approved = async () =>
      (await town.test.db.main.row<{ n: number }>(sql`select approved_posts as n from person where id = ${watched.personId}`))!.n;
    const [act] = await acts.approve(moderator, (await caseOf(watched)).map(({ id }) => id)); // prettier-ignore
    expect(await approved()).toBe(0);
    await acts.undo(moderator, act!);
    expect(await approved()).toBe(-1);
    await rule('FIRST_LINK');
  });
});
