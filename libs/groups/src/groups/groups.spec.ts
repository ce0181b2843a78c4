import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, newId, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { LinkService } from '../invitations/link.service.js';
import { EntryService, ownPath } from '../members/entry.service.js';
import { MemberReader } from '../members/member.reader.js';
import { MembershipService } from '../members/membership.service.js';
import { WayInReader } from '../refusals/way-in.reader.js';
import { GroupActReader } from '../step-ins/group-act.reader.js';
import { StepInService } from '../step-ins/step-in.service.js';
import { type GroupWorld, groupWorld } from '../testing/group-world.js';
import { GroupReader } from './group.reader.js';
import { GroupService } from './group.service.js';
import { TypePreviewReader } from './type-preview.reader.js';

let world: GroupWorld;
let owner: Viewer;
beforeAll(async () => {
  world = await groupWorld();
  owner = await world.person('Olga', 'REPRESENTATIVE');
});
afterAll(() => world.close());

const entry = () => world.get(EntryService);
const people = () => world.get(MembershipService);
const seen = (viewer: Viewer, slug: string) => world.get(GroupReader).bySlug(viewer, slug);
const tokenOf = (link: { path: string | null }) => link.path!.split('/').at(-1)!;

describe('a CLOSED group', () => {
  it('is known by its name alone to who is not in it, a visitor included', async () => {
    const group = await world.aGroup(owner, 'CLOSED', 'Resellers');
    for (const viewer of [
      visitor(),
      await world.person('Boris'),
      await world.person('Mod', 'MODERATOR'),
      await world.person('Ada', 'ADMIN'),
    ]) {
      expect(await seen(viewer, group.slug)).toMatchObject({
        ...{ name: 'Resellers', path: '/g/resellers', standing: 'NONE', descriptionHtml: null, descriptionMarkdown: null },
        ...{ memberCount: null, requestCount: null, can: { read: false, post: false } },
      });
    }
    expect(await seen(await world.now(owner), group.slug)).toMatchObject({
      ...{ descriptionHtml: '<p>What it is about</p>', memberCount: 1, standing: 'OWNER', requestCount: 0 },
    });
  });

  it('is entered on request: message, answer, and on to where one was going', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    const asked = await entry().request(boris, group.slug, 'I sell yours', '/t/abcdefgh/how');
    expect(asked).toMatchObject({
      standing: 'REQUESTED',
      wantedPath: '/t/abcdefgh/how',
      can: { read: false, request: false, leave: true },
    });
    await expect(entry().request(boris, group.slug, '', null)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(people().admit(boris, group.slug, boris.personId!)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const waiting = await world.get(MemberReader).list(await world.now(owner), group.slug, { filter: 'requested' });
    expect(waiting.nodes).toMatchObject([{ person: { name: 'Boris' }, message: 'I sell yours' }]);
    expect(await people().admit(owner, group.slug, boris.personId!)).toMatchObject({ requestCount: 0, memberCount: 2 });
    expect(await seen(await world.now(boris), group.slug)).toMatchObject({
      standing: 'MEMBER',
      wantedPath: '/t/abcdefgh/how',
      can: { read: true },
    });
    expect(await world.logged(boris)).toEqual(['group.requested', 'group.joined']);
  });

  it('says why not, and may be asked again', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    await entry().request(boris, group.slug, '', null);
    await expect(people().decline(owner, group.slug, boris.personId!, '  ')).rejects.toMatchObject({ field: 'reason' });
    await people().decline(owner, group.slug, boris.personId!, 'Resellers only');
    expect(await seen(boris, group.slug)).toMatchObject({ standing: 'DECLINED', reason: 'Resellers only', can: { request: true } });
    expect(await entry().request(boris, group.slug, 'I am one now', null)).toMatchObject({ standing: 'REQUESTED', reason: null });
  });

  it('is closed for good to who was banned, until the ban is lifted', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    await world.letIn(owner, group, boris);
    await people().ban(owner, group.slug, boris.personId!, 'Sold our secrets');
    expect((await world.now(boris)).audienceIds).not.toContain(group.audienceId);
    await expect(entry().request(boris, group.slug, '', null)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const link = await world.get(LinkService).create(await world.now(owner), group.slug, 1, 1);
    await expect(world.get(LinkService).accept(boris, tokenOf(link))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await people().unban(owner, group.slug, boris.personId!);
    await world.get(LinkService).accept(boris, tokenOf(link));
    expect((await world.now(boris)).audienceIds).toContain(group.audienceId);
    expect(await world.logged(boris)).toEqual(['group.joined', 'group.left', 'group.joined']);
  });
});

describe('an UNLISTED group', () => {
  it('is nothing to anybody outside, whatever they ask for', async () => {
    const group = await world.aGroup(owner, 'UNLISTED', 'Project Basalt');
    expect(group.slug).toMatch(/^[0-9a-z]{8}$/);
    const boris = await world.person('Boris');
    const admin = await world.person('Ada', 'ADMIN');
    for (const viewer of [visitor(), boris, admin]) {
      expect(await seen(viewer, group.slug)).toBeNull();
      expect((await world.get(GroupReader).list(viewer, { first: 50 })).nodes.map(({ name }) => name)).not.toContain('Project Basalt');
    }
    const acts = await Promise.allSettled([
      entry().join(boris, group.slug),
      entry().request(boris, group.slug, '', null),
      entry().leave(boris, group.slug),
      people().admit(boris, group.slug, boris.personId!),
      world.get(MemberReader).list(boris, group.slug, { filter: 'member' }),
      world.get(LinkService).list(boris, group.slug),
      world.get(GroupActReader).list(admin, group.slug),
    ]);
    for (const act of acts) expect(act).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
  });

  it('tells its name to who takes the invitation up, not before', async () => {
    const group = await world.aGroup(owner, 'UNLISTED', 'Project Granite');
    const boris = await world.person('Boris');
    const [row] = await world.test.db.main.rows<{ handle: string }>(sql`select handle from person where id = ${boris.personId}`);
    await people().invite(await world.now(owner), group.slug, `@${row!.handle.toUpperCase()}`);
    const [invitation] = await world.get(MemberReader).invitations(boris);
    expect(invitation).toMatchObject({ groupName: null, type: 'UNLISTED', invitedBy: { name: 'Olga' } });
    expect(await seen(boris, group.slug)).toBeNull();
    expect(await entry().answerInvitation(boris, invitation!.id, true)).toMatchObject({ name: 'Project Granite', standing: 'MEMBER' });
    await expect(entry().answerInvitation(await world.person('Carl'), invitation!.id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a PUBLIC group', () => {
  it('is read by all and entered by a click', async () => {
    const group = await world.aGroup(owner, 'PUBLIC');
    const boris = await world.person('Boris');
    expect(await seen(visitor(), group.slug)).toMatchObject({
      descriptionHtml: '<p>What it is about</p>',
      memberCount: 1,
      can: { read: true, post: false },
    });
    expect(await entry().join(boris, group.slug)).toMatchObject({ standing: 'MEMBER', memberCount: 2, can: { post: true } });
    await expect(entry().join(boris, group.slug)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(entry().request(await world.person('Carl'), group.slug, '', null)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a link', () => {
  it('lets in as many as it says, also all at once, and nobody after its days', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const links = world.get(LinkService);
    const link = await links.create(await world.now(owner), group.slug, 2, 1);
    const crowd = await Promise.all(['A', 'B', 'C', 'D'].map((name) => world.person(name)));
    const entered = await Promise.allSettled(crowd.map((viewer) => links.accept(viewer, tokenOf(link))));
    expect(entered.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const other = await links.create(await world.now(owner), group.slug, 5, 1);
    expect(await links.look(tokenOf(other))).toMatchObject({ groupName: group.name, invitedBy: { name: 'Olga' } });
    world.clock.advance(DAY + 1);
    expect(await links.look(tokenOf(other))).toBeNull();
    await expect(links.accept(await world.person('E'), tokenOf(other))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await links.look('nothing')).toBeNull();
  });

  it('is kept as a hash alone, and ends when it is revoked', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const links = world.get(LinkService);
    const { id, path } = await links.create(await world.now(owner), group.slug, 5, 5);
    const stored = await world.test.db.main.row<{ row: string }>(
      sql`select row_to_json(i)::text as row from group_invitation i where id = ${id}`,
    );
    expect(stored!.row).not.toContain(tokenOf({ path }));
    await expect(links.revoke(await world.person('Boris'), group.slug, id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await links.revoke(await world.now(owner), group.slug, id);
    await expect(links.accept(await world.person('Carl'), tokenOf({ path }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('roles in a group', () => {
  it('a group is never left without an owner', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    await world.letIn(owner, group, boris);
    await expect(entry().leave(await world.now(owner), group.slug)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(people().setRole(owner, group.slug, owner.personId!, 'MEMBER')).rejects.toMatchObject({ code: 'CONFLICT' });
    await people().setRole(owner, group.slug, boris.personId!, 'OWNER');
    await expect(people().remove(owner, group.slug, boris.personId!, 'Tired of him')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await entry().leave(await world.now(owner), group.slug)).toBe(true);
    expect(await world.audited(group)).toEqual(['group.created', 'group.link_made', 'group.role_set']);
  });

  it('only one of two owners who leave at once may', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    await world.letIn(owner, group, boris);
    await people().setRole(owner, group.slug, boris.personId!, 'OWNER');
    const left = await Promise.allSettled([owner, boris].map(async (who) => entry().leave(await world.now(who), group.slug)));
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('what was removed is removed from the next statement on', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const boris = await world.person('Boris');
    await world.letIn(owner, group, boris);
    expect((await world.now(boris)).groups).toEqual([{ id: group.id, audienceId: group.audienceId, role: 'MEMBER' }]);
    await people().remove(owner, group.slug, boris.personId!, 'By mistake');
    expect((await world.now(boris)).groups).toEqual([]);
    expect(await seen(await world.now(boris), group.slug)).toMatchObject({ standing: 'LEFT', reason: 'By mistake', memberCount: null });
  });
});

describe('stepping in', () => {
  it('is a moderator’s, with a reason, for an hour, in the sight of the owners', async () => {
    const group = await world.aGroup(owner, 'UNLISTED');
    const mod = await world.person('Mod', 'MODERATOR');
    const steps = world.get(StepInService);
    await expect(steps.stepIn(await world.person('Boris'), group.slug, 'Just to see what is there')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(steps.stepIn(mod, group.slug, 'see')).rejects.toMatchObject({ field: 'reason' });
    await expect(steps.stepIn(mod, 'zzzzzzzz', 'A report of abuse, #12')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await steps.stepIn(mod, group.slug, 'A report of abuse, #12')).toMatchObject({
      ...{ standing: 'STEPPED_IN', can: { read: true, post: false, admit: true, changeType: false, seeAudit: false } },
    });
    expect((await world.now(mod)).audienceIds).toContain(group.audienceId);
    const acts = await world.get(GroupActReader).list(await world.now(owner), group.slug);
    expect(acts[0]).toMatchObject({ act: 'group.stepped_in', actor: { name: 'Mod' }, reason: 'A report of abuse, #12' });
    // What was done to a topic stands under its id, and is this group's as long as the entry says so.
    const other = await world.aGroup(owner, 'CLOSED');
    await world.test.db.main.rows(
      sql`insert into audit_entry (id, at, act, subject, group_id) values
            (${newId()}, ${world.clock.now()}, 'topic.deleted', ${newId()}, ${group.id}), (${newId()}, ${world.clock.now()}, 'topic.deleted', ${newId()}, ${other.id})`,
    );
    const all = (await world.get(GroupActReader).list(await world.now(owner), group.slug)).map(({ act }) => act);
    expect(all.filter((act) => act === 'topic.deleted')).toHaveLength(1);
    world.clock.advance(HOUR - MINUTE);
    expect((await world.now(mod)).audienceIds).toContain(group.audienceId);
    world.clock.advance(MINUTE);
    expect((await world.now(mod)).audienceIds).not.toContain(group.audienceId);
    expect(await seen(await world.now(mod), group.slug)).toBeNull();
  });

  it('ends at once by stepping out', async () => {
    const group = await world.aGroup(owner, 'CLOSED');
    const mod = await world.person('Mod', 'MODERATOR');
    const steps = world.get(StepInService);
    await steps.stepIn(mod, group.slug, 'A report of abuse, #13');
    expect(await steps.stepOut(await world.now(mod), group.slug)).toBe(true);
    expect((await world.now(mod)).audienceIds).not.toContain(group.audienceId);
  });
});

describe('another type', () => {
  it('takes all topics along, counts who would notice before, and gives an unlisted group another address', async () => {
    const group = await world.aGroup(owner, 'PUBLIC', 'Open house');
    const boris = await world.person('Boris');
    await world.aTopic(boris, group);
    await world.aTopic(owner, group);
    const audiences = async () =>
      (await world.test.db.main.rows<{ id: number }>(sql`select distinct audience_id as id from topic where group_id = ${group.id}`)).map(
        ({ id }) => id,
      );
    expect(await audiences()).toEqual([1]);
    expect(await world.get(TypePreviewReader).of(await world.now(owner), group.slug, 'CLOSED')).toMatchObject({
      ...{ everyoneGains: false, everyoneLoses: true, nameHidden: false, topics: 2, members: 1, outsiders: 1 },
    });
    await expect(world.get(GroupService).changeType(boris, group.slug, 'CLOSED')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await world.get(GroupService).changeType(await world.now(owner), group.slug, 'CLOSED')).toMatchObject({
      type: 'CLOSED',
      slug: group.slug,
    });
    expect(await audiences()).toEqual([group.audienceId]);
    const hidden = await world.get(GroupService).changeType(await world.now(owner), group.slug, 'UNLISTED');
    expect(hidden.slug).not.toBe(group.slug);
    expect(await seen(await world.now(owner), group.slug)).toBeNull();
  });
});

describe('the way in', () => {
  it('names the CLOSED group behind a topic to members outside it, and is silent about everything else', async () => {
    const [closed, unlisted] = [await world.aGroup(owner, 'CLOSED', 'Dealers'), await world.aGroup(owner, 'UNLISTED')];
    const [one, other] = [await world.aTopic(owner, closed), await world.aTopic(owner, unlisted)];
    const ways = world.get(WayInReader);
    const boris = await world.person('Boris');
    expect(await ways.to(boris, `/t/${one}/title?order=new`)).toMatchObject({ name: 'Dealers', standing: 'NONE', canRequest: true });
    expect(await ways.to(boris, `/g/${closed.slug}/members`)).toMatchObject({ name: 'Dealers' });
    for (const path of [`/t/${other}/title`, '/t/zzzzzzzz/title', `/g/${unlisted.slug}/members`, '/nowhere', '/t/short'])
      expect([path, await ways.to(boris, path)]).toEqual([path, null]);
    expect(await ways.to(visitor(), `/t/${one}/title`)).toBeNull();
    expect(await ways.to(await world.now(owner), `/t/${one}/title`)).toBeNull();
    await world.test.db.main.rows(sql`update topic set state = 'deleted' where key = ${one}`);
    expect(await ways.to(boris, `/t/${one}/title`)).toBeNull();
  });

  it.each([
    ['/t/abc/x?y=1', true],
    ['//evil.example', false],
    ['/\\evil.example', false],
    ['https://evil.example', false],
    ['/a b', false],
    ['', false],
  ])('%s is a path of ours: %s', (path, ours) => {
    expect(ownPath(path)).toBe(ours ? path : null);
  });
});
