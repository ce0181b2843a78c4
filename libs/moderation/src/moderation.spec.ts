import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskService, ReplyRepository, ReplyService, TopicReader, TopicRepository, TopicService, VerdictService } from '@veche/community';
import { type CommunityWorld, communityWorld } from '@veche/community/testing';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { Brakes, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { ActRepository } from './acts/act.repository.js';
import { ActService } from './acts/act.service.js';
import { PostsRepository } from './acts/posts.repository.js';
import { AuditReader } from './audit/audit.reader.js';
import { CaseReader } from './cases/case.reader.js';
import { FlagReader } from './flags/flag.reader.js';
import { OwnReader } from './own/own.reader.js';
import { FlagService } from './flags/flag.service.js';

let town: CommunityWorld;
let moderator: Viewer;
let reader: Viewer;
let acts: ActService;
let cases: CaseReader;
let flags: FlagService;
let own: OwnReader;
beforeAll(async () => {
  town = await communityWorld();
  [moderator, reader] = [await town.person('Mo', 'MODERATOR'), await town.person('Rea')];
  const { db } = town.test;
  const audit = new AuditLog(town.clock);
  acts = new ActService(db, new PostsRepository(town.get(InteractionLog), town.clock), new ActRepository(town.clock), audit, town.clock);
  cases = new CaseReader(db);
  own = new OwnReader(db);
  flags = new FlagService(db, town.get(TopicRepository), town.get(ReplyRepository), town.get(Brakes), town.clock);
});
afterAll(() => town.close());

const LINK = 'Cheap things at https://spam.example/now';
const newcomer = async (name: string, approvedPosts = 0): Promise<Viewer> => {
  const viewer = await town.person(name);
  await town.test.db.main.rows(sql`update person set approved_posts = 0 where id = ${viewer.personId}`);
  return { ...viewer, approvedPosts };
};
const caseOf = async (viewer: Viewer) => (await cases.queue(moderator)).nodes.filter(({ author }) => author?.id === viewer.personId);
const sees = async (viewer: Viewer, id: string) => (await town.get(TopicReader).byIds(viewer, [id])).length === 1;
const stateOf = async (viewer: Viewer) =>
  (await town.test.db.main.row<{ state: string }>(sql`select state from person where id = ${viewer.personId}`))!.state;
const rule = (first: string) => town.test.db.main.rows(sql`update site set first_posts = ${first}`);

describe('a first post with a link', () => {
  it('waits: its author sees it, nobody else, and the log does not know of it', async () => {
    const nina = await newcomer('Nina');
    const topic = await town.aTopic(nina, { body: LINK });
    expect(topic.state).toBe('held');
    expect([await sees(nina, topic.id), await sees(reader, topic.id), await sees(visitor(), topic.id)]).toEqual([true, false, false]);
    expect(await town.logged(topic.id)).toEqual([]);
    const [waiting] = await caseOf(nina);
    expect(waiting).toMatchObject({ why: 'FIRST_POST', state: 'held', isReply: false });
    await acts.approve(moderator, [waiting!.id]);
    expect([await sees(visitor(), topic.id), await town.logged(topic.id)]).toEqual([true, ['topic.asked']]);
    expect(await caseOf(nina)).toEqual([]);
  });

  it('waits as a reply, too, and is not counted before it is let through', async () => {
    const [topic, nils] = [await town.aTopic(reader), await newcomer('Nils')];
    const reply = await town.anAnswer(nils, topic, LINK);
    const count = async () => (await town.get(TopicReader).byIds(visitor(), [topic.id]))[0]!.answerCount;
    expect([await count(), await town.logged(topic.id)]).toEqual([0, ['topic.asked']]);
    const [act] = await acts.approve(moderator, (await caseOf(nils)).map(({ id }) => id)); // prettier-ignore
    expect([await count(), await town.logged(topic.id)]).toEqual([1, ['topic.asked', 'reply.posted']]);
    await acts.undo(moderator, act!);
    expect([await count(), (await caseOf(nils)).length]).toEqual([0, 1]);
    await acts.approve(moderator, (await caseOf(nils)).map(({ id }) => id)); // prettier-ignore
    expect(await town.logged(topic.id)).toEqual(['topic.asked', 'reply.posted', 'reply.deleted', 'reply.restored']);
    expect(reply.id).toBeDefined();
  });

  it('is the rule of the site: all, the first, the first three, or none', async () => {
    const states = async (viewer: Viewer) => [(await town.aTopic(viewer)).state, (await town.aTopic(viewer, { body: LINK })).state];
    const seen: Record<string, string[]> = {};
    for (const first of ['NONE', 'FIRST_LINK', 'FIRST', 'FIRST_THREE']) {
      await rule(first);
      for (const approved of [0, 1, 2]) seen[`${first} ${approved}`] = await states(await newcomer(`R${first}${approved}`, approved));
    }
    await rule('FIRST_LINK');
    const [held, published] = ['held', 'published'];
    expect(seen).toEqual({
      ...{ 'NONE 0': [published, published], 'NONE 1': [published, published], 'NONE 2': [published, published] },
      ...{ 'FIRST_LINK 0': [published, held], 'FIRST_LINK 1': [published, published], 'FIRST_LINK 2': [published, published] },
      ...{ 'FIRST 0': [held, held], 'FIRST 1': [published, published], 'FIRST 2': [published, published] },
      ...{ 'FIRST_THREE 0': [held, held], 'FIRST_THREE 1': [held, held], 'FIRST_THREE 2': [held, held] },
    });
  });

  it('has few links, calls few people, and comes at a pace', async () => {
    const nora = await newcomer('Nora');
    const ask = (body: string) => town.get(AskService).ask(nora, { kind: 'QUESTION', title: 'How does it work?', body });
    await expect(ask('a.com b.com c.com d.com')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    await expect(ask('@anna @oleg @nina @rea')).rejects.toMatchObject({ code: 'INVALID', field: 'body' });
    const topic = await town.aTopic(reader);
    for (let i = 0; i < 20; i += 1) {
      await ask('Plain words');
      await town.anAnswer(nora, topic, 'Plain words');
    }
    await expect(ask('Plain words')).rejects.toMatchObject({ code: 'LIMITED' });
  });
});

describe('a post that was pointed out', () => {
  it('stays until it is taken away, and comes back with what hung on it', async () => {
    const olga = await town.person('Olga');
    const topic = await town.aTopic(olga);
    await town.anAnswer(reader, topic);
    await flags.flag(reader, { topic: topic.id, reason: 'INSULT' });
    const [flagged] = await caseOf(olga);
    expect(flagged).toMatchObject({ why: 'FLAG', state: 'published', flags: [{ reason: 'INSULT', words: '' }] });
    expect(await sees(visitor(), topic.id)).toBe(true);
    const [act] = await acts.remove(moderator, [flagged!.id], { reason: 'INSULT', words: 'Be kind' });
    expect([await sees(visitor(), topic.id), await sees(olga, topic.id)]).toEqual([false, true]);
    const [told] = (await own.of(olga)).acts;
    expect(told).toMatchObject({
      kind: 'REMOVE',
      reason: 'INSULT',
      words: 'Be kind',
      posts: 1,
      about: [{ title: topic.title, isReply: false }],
    });
    expect(JSON.stringify(told)).not.toContain(moderator.name);
    await acts.undo(moderator, act!);
    expect([await sees(visitor(), topic.id), (await caseOf(olga)).length]).toEqual([true, 1]);
    await expect(acts.undo(moderator, act!)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await town.logged(topic.id)).toEqual(['topic.asked', 'reply.posted', 'topic.deleted', 'topic.restored']);
  });

  it('is pointed out once by each, is told back to them, and is out of the queue when the last one takes it back', async () => {
    const [olga, other] = [await town.person('Olga Two'), await town.person('Other')];
    const topic = await town.aTopic(olga);
    const reply = await town.anAnswer(olga, topic);
    const flagReader = new FlagReader(town.test.db);
    const seen = (viewer: Viewer) => flagReader.post(viewer, topic.key, reply.id);
    expect(await seen(reader)).toMatchObject({ canFlag: true, flag: null, path: expect.stringContaining(reply.id) });
    await flags.flag(reader, { reply: reply.id, reason: 'SPAM', words: 'Look at this' });
    await expect(flags.flag(reader, { reply: reply.id, reason: 'INSULT' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await flags.flag(other, { reply: reply.id, reason: 'SPAM' });
    expect(await seen(reader)).toMatchObject({ canFlag: false, flag: { reason: 'SPAM', words: 'Look at this' } });
    expect((await flagReader.post(reader, topic.key))!.flag).toBeNull();
    expect((await seen(olga))!.canFlag).toBe(false);
    expect((await caseOf(olga))[0]!.flags).toHaveLength(2);
    await flags.unflag(reader, { reply: reply.id });
    expect(await seen(reader)).toMatchObject({ canFlag: true, flag: null });
    expect((await caseOf(olga))[0]!.flags).toHaveLength(1);
    await flags.unflag(other, { reply: reply.id });
    expect(await caseOf(olga)).toEqual([]);
    await expect(flagReader.post(visitor(), topic.key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is not one’s own, and not what one does not see', async () => {
    const topic = await town.aTopic(reader, { audience: 'STAFF' }).catch(() => town.aTopic(moderator, { audience: 'STAFF' }));
    await expect(flags.flag(reader, { topic: topic.id, reason: 'SPAM' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await new FlagReader(town.test.db).post(reader, topic.key)).toBeNull();
    const own = await town.aTopic(reader);
    await expect(flags.flag(reader, { topic: own.id, reason: 'SPAM' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(flags.flag(visitor(), { topic: own.id, reason: 'SPAM' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('a person', () => {
  it('is banned with everything they wrote, and restored with exactly that', async () => {
    const igor = await newcomer('Igor');
    const [plain, held] = [await town.aTopic(igor), await town.aTopic(igor, { body: LINK })];
    const elsewhere = await town.aTopic(reader);
    await town.anAnswer(igor, elsewhere, 'Plain words');
    const gone = await town.aTopic(igor);
    await town.get(TopicService).delete(igor, gone.id);
    const [act] = await acts.sanction(moderator, { people: [igor.personId!], kind: 'BAN', reason: 'SPAM', removePosts: true });
    expect([await stateOf(igor), await sees(visitor(), plain.id)]).toEqual(['banned', false]);
    expect((await town.get(TopicReader).byIds(visitor(), [elsewhere.id]))[0]).toMatchObject({ answerCount: 0 });
    await acts.undo(moderator, act!);
    expect([await stateOf(igor), await sees(visitor(), plain.id), await sees(visitor(), held.id)]).toEqual(['active', true, false]);
    expect((await town.get(TopicReader).byIds(visitor(), [elsewhere.id]))[0]).toMatchObject({ answerCount: 1 });
    expect((await caseOf(igor)).map(({ state }) => state)).toContain('held');
  });

  it('is suspended for a time, and the hardest act counts', async () => {
    const ivan = await town.person('Ivan');
    const act = (kind: 'SUSPEND' | 'BAN' | 'SILENCE' | 'WARN', days?: number) =>
      acts.sanction(moderator, { people: [ivan.personId!], kind, reason: 'INSULT', ...(days !== undefined && { days }) });
    await act('WARN');
    expect(await stateOf(ivan)).toBe('active');
    await act('SUSPEND', 3);
    const [ban] = await act('BAN');
    expect(await stateOf(ivan)).toBe('banned');
    await acts.undo(moderator, ban!);
    expect(await stateOf(ivan)).toBe('suspended');
    await acts.lift();
    expect(await stateOf(ivan)).toBe('suspended');
    town.clock.advance(3 * 86_400_000 + 1_000);
    await acts.lift();
    expect(await stateOf(ivan)).toBe('active');
    await expect(act('SUSPEND', 0)).rejects.toMatchObject({ field: 'days' });
  });

  it('who is silenced reads and does not write', async () => {
    const silent = { ...(await town.person('Silent')), isSilenced: true };
    await expect(town.aTopic(silent)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const topic = await town.aTopic(reader);
    await expect(town.get(ReplyService).reply(silent, { topic: topic.id, kind: 'ANSWER', body: 'x' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('the audit log', () => {
  it('is refused to whoever changes or removes an entry, the owner of the table included', async () => {
    const { main } = town.test.db;
    for (const change of [sql`update audit_entry set act = 'x'`, sql`delete from audit_entry`, sql`truncate audit_entry`])
      await expect(main.rows(change)).rejects.toThrow('append-only');
  });

  it('is out of reach of the role that visitors read as', async () => {
    const { anonymous } = town.test.db;
    for (const touch of [
      sql`select id from audit_entry`,
      sql`insert into audit_entry (id, at, act, subject) values (gen_random_uuid(), now(), 'x', '')`,
      sql`update audit_entry set act = 'x'`,
      sql`delete from audit_entry`,
      sql`truncate audit_entry`,
      sql`alter table audit_entry disable trigger all`,
    ])
      await expect(anonymous.rows(touch)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('can be reached by no other role of ours: whoever may write to it at all owns it, and is refused', async () => {
    const { main } = town.test.db;
    const may = await main.rows<{ role: string; owns: boolean }>(
      sql`select r.rolname as role, r.oid = c.relowner as owns from pg_roles r, pg_class c where c.oid = 'audit_entry'::regclass and not r.rolsuper
          and (has_table_privilege(r.oid, c.oid, 'insert') or has_table_privilege(r.oid, c.oid, 'update')
            or has_table_privilege(r.oid, c.oid, 'delete') or has_table_privilege(r.oid, c.oid, 'truncate')) and r.rolname not like 'pg\\_%'`,
    );
    expect(may.filter(({ owns }) => !owns)).toEqual([]);
    const [one] = await main.rows<{ id: string }>(sql`select id from audit_entry limit 1`);
    for (const change of [
      sql`insert into audit_entry (id, at, act, subject) select id, at, act, subject from audit_entry where id = ${one!.id}
          on conflict (id) do update set act = 'x'`,
      sql`merge into audit_entry a using (select ${one!.id}::uuid as id) b on a.id = b.id when matched then delete`,
    ])
      await expect(main.rows(change)).rejects.toThrow('append-only');
  });

  it('has a moderator’s choice of a solution, and not the asker’s', async () => {
    const admin = await town.person('Adam', 'ADMIN');
    const topic = await town.aTopic(reader);
    const answer = await town.anAnswer(moderator, topic);
    const verdicts = town.get(VerdictService);
    const told = async () => (await new AuditReader(town.test.db).search(admin, { subject: topic.id })).nodes.map(({ act }) => act);
    await verdicts.markSolution(reader, answer.id);
    expect(await told()).toEqual([]);
    await verdicts.unmarkSolution(moderator, topic.id);
    await verdicts.markSolution(moderator, answer.id);
    expect(await told()).toEqual(['answer.marked_solution', 'answer.unmarked_solution']);
  });

  it('has every act, found by person, act, subject and time, page by page', async () => {
    const admin = await town.person('Ada', 'ADMIN');
    const audit = new AuditReader(town.test.db);
    const all = await audit.search(admin, { first: 50 });
    const acted = new Set(all.nodes.map(({ act }) => act));
    for (const act of ['moderation.ban', 'moderation.undone', 'moderation.remove', 'moderation.approve', 'topic.deleted', 'topic.restored'])
      expect([...acted, ...(await audit.search(admin, { act })).nodes.map((one) => one.act)]).toContain(act);
    const [one, ...rest] = (await audit.search(admin, { act: 'moderation', first: 50 })).nodes;
    const first = await audit.search(admin, { act: 'moderation', first: 1 });
    const second = await audit.search(admin, { act: 'moderation', first: 1, after: first.pageInfo.endCursor });
    expect([first.nodes[0]!.id, second.nodes[0]!.id]).toEqual([one!.id, rest[0]!.id]);
    for (const nothing of [{ until: new Date(0) }, { person: 'nobody-at-all' }, { words: 'nothing like this 100%' }])
      expect((await audit.search(admin, nothing)).nodes).toEqual([]);
    const warned = (await audit.search(admin, { act: 'moderation.warn', first: 50 })).nodes[0]!;
    expect(warned).toMatchObject({
      reason: 'INSULT',
      person: { name: expect.any(String) },
      subjectPath: expect.stringMatching(/^\/people\//),
    });
    expect((await audit.search(admin, { words: 'be KIND' })).nodes.map(({ act }) => act)).toContain('moderation.remove');
    expect((await audit.search(admin, { words: warned.person!.name, first: 50 })).nodes.map(({ id }) => id)).toContain(warned.id);
    await expect(audit.search(admin, { after: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID' });
  });
});
