import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AskService, TopicReader } from '@veche/community';
import { type CommunityWorld, communityWorld } from '@veche/community/testing';
import { AuditLog, InteractionLog } from '@veche/interactions';
import { newId, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { ActRepository } from './acts/act.repository.js';
import { ActService } from './acts/act.service.js';
import { PostsRepository } from './acts/posts.repository.js';
import { CaseReader } from './cases/case.reader.js';

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
const sees = async (viewer: Viewer, id: string) => (await town.get(TopicReader).byIds(viewer, [id])).length === 1;
const LINK = 'Cheap things at https://spam.example/now';

describe('who may', () => {
  const ROLES = ['visitor', 'member', 'REPRESENTATIVE', 'OPERATOR', 'CRM_ADMIN', 'MODERATOR', 'ADMIN'] as const;
  const viewerOf = async (who: (typeof ROLES)[number]) =>
    who === 'visitor' ? visitor() : who === 'member' ? town.person('M') : town.person(who, who);

  it.each(ROLES)('judge as %s', async (who) => {
    const viewer = await viewerOf(who);
    const may = who === 'MODERATOR' || who === 'ADMIN';
    const bad = await newcomer(`Bad ${who}`);
    await town.aTopic(bad, { body: LINK });
    const [one] = await caseOf(bad);
    const target = await town.person(`Target ${who}`);
    const verbs = {
      queue: () => cases.queue(viewer),
      suspects: () => cases.suspects(viewer),
      remove: () => acts.remove(viewer, [one!.id], { reason: 'SPAM' }),
      sanction: () => acts.sanction(viewer, { people: [target.personId!], kind: 'BAN', reason: 'SPAM' }),
    };
    const answers: Record<string, string> = {};
    for (const [verb, act] of Object.entries(verbs))
      answers[verb] = await act().then(
        () => 'yes',
        (error: { code?: string }) => error.code ?? String(error),
      );
    const answer = may ? 'yes' : who === 'visitor' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
    expect(answers).toEqual({ queue: answer, suspects: answer, remove: answer, sanction: answer });
  });

  it.each(['PUBLIC', 'CLOSED'] as const)('whoever leads a %s group judges what waits in it, and nothing else', async (type) => {
    const [id, audienceId] = [newId(), type === 'PUBLIC' ? 900 : 901];
    const leader = await town.person(`Lea ${type}`);
    await town.test.db.main.rows(sql`insert into audience (id, kind) values (${audienceId}, 'group')`);
    await town.test.db.main.rows(
      sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
          values (${id}, ${`g-${type.toLowerCase()}`}, 'Group', ${type}, ${audienceId}, ${type === 'PUBLIC' ? 1 : audienceId}, now())`,
    );
    const within = (viewer: Viewer, role: 'OWNER' | 'MEMBER'): Viewer => ({
      ...viewer,
      audienceIds: [...viewer.audienceIds, audienceId],
      groups: [{ id, audienceId, role }],
    });
    const [nina, other] = [await newcomer(`Nina ${type}`), await newcomer(`Olaf ${type}`)];
    await town.test.db.main.rows(
      sql`insert into group_membership (group_id, person_id, audience_id, state, role, since) values (${id}, ${nina.personId}, ${audienceId}, 'member', 'MEMBER', now())`,
    );
    const there = await town
      .get(AskService)
      .ask(within(nina, 'MEMBER'), { kind: 'QUESTION', title: 'In the group', body: LINK, group: `g-${type.toLowerCase()}` });
    await town.aTopic(other, { body: LINK });
    expect(there.state).toBe('held');
    const found = async () => (await cases.queue(within(leader, 'OWNER'))).nodes;
    expect((await found()).map(({ author }) => author?.id)).toEqual([nina.personId]);
    expect([await cases.count(within(leader, 'OWNER')), (await cases.suspects(within(leader, 'OWNER'))).length]).toEqual([1, 1]);
    await expect(cases.queue(within(leader, 'MEMBER'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const [elsewhere] = await caseOf(other);
    await expect(acts.approve(within(leader, 'OWNER'), [elsewhere!.id])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await acts.approve(within(leader, 'OWNER'), [(await found())[0]!.id]);
    expect([await sees(within(reader, 'MEMBER'), there.id), await sees(reader, there.id)]).toEqual([true, type === 'PUBLIC']);
  });

  it('people of the company are not judged while they are that, and nobody judges themselves', async () => {
    const staff = await town.person('Staff', 'OPERATOR');
    for (const target of [staff, moderator])
      await expect(acts.sanction(moderator, { people: [target.personId!], kind: 'BAN', reason: 'SPAM' })).rejects.toMatchObject({
        code: 'CONFLICT',
      });
  });
});
