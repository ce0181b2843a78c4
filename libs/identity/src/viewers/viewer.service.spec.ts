import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { eventually, statementsOf } from '@veche/platform/testing';
import { AudienceRepository, STAFF, type Viewer } from '@veche/visibility';
import { RoleService } from '../roles/role.service.js';
import { emailOf, type IdentityWorld, identityWorld } from '../testing/identity-world.js';
import { ViewerService } from './viewer.service.js';

const facts = { locale: 'ru' as const, address: '10.1.1.1', visitorHash: Buffer.alloc(32, 7) };

describe('the viewer of a request', () => {
  let world: IdentityWorld;
  let viewers: ViewerService;
  beforeAll(async () => {
    world = await identityWorld();
    viewers = world.get(ViewerService);
  });
  afterAll(() => world.close());

  it('costs one statement with a session, none without one or with a token that cannot be ours', async () => {
    await world.person('Counted Person', 'OPERATOR');
    const { token } = await world.signIn(emailOf('Counted Person'));
    expect(await statementsOf(() => viewers.ofSession(token, facts))).toBe(1);
    for (const none of [undefined, null, '', 'x', `${token}=`, `'; drop table session; --`, 'a'.repeat(10_000)]) {
      expect(await statementsOf(async () => expect((await viewers.ofSession(none, facts)).personId).toBeNull())).toBe(0);
    }
  });

  it('holds account, roles, audiences and what the frame of a page shows', async () => {
    const { personId } = await world.person('Whole Person', 'MODERATOR', 'CRM_ADMIN');
    const privateId = await world.test.db.transaction((tx) => world.get(AudienceRepository).idOf(tx, 'PRIVATE', personId!));
    const { viewer } = await world.signIn(emailOf('Whole Person'));
    expect(viewer).toMatchObject({ personId, name: 'Whole Person', audienceIds: [1, 2, STAFF, privateId], channel: 'web' });
    expect([...viewer.roles].sort()).toEqual(['CRM_ADMIN', 'MODERATOR']);
    expect(viewer.account).toMatchObject({
      email: 'whole.person@example.com',
      person: { id: personId, handle: 'whole-person', title: null },
      consents: [{ purpose: 'recording', grantedAt: null }],
    });
  });

  it('a language chosen in the browser wins over the account, the account over what the browser wishes', async () => {
    await world.person('Two Tongues');
    await world.test.db.main.rows(sql`update account set locale = 'en' where email = ${emailOf('Two Tongues')}`);
    const { token } = await world.signIn(emailOf('Two Tongues'));
    expect((await viewers.ofSession(token, facts)).locale).toBe('en');
    expect((await viewers.ofSession(token, { ...facts, isLocaleChosen: true })).locale).toBe('ru');
  });

  it('a role given, taken, a suspension and an erasure hold from the very next statement of an open session', async () => {
    const { personId } = await world.person('Changing Person');
    const admin = await world.person('Chief One', 'ADMIN');
    const { token } = await world.signIn(emailOf('Changing Person'));
    const now = async () => viewers.ofSession(token, facts);
    const roles = world.get(RoleService);
    expect((await now()).audienceIds).not.toContain(STAFF);
    await roles.grant(admin, personId!, 'REPRESENTATIVE');
    expect((await now()).audienceIds).toContain(STAFF);
    await roles.revoke(admin, personId!, 'REPRESENTATIVE');
    expect((await now()).roles.size).toBe(0);
    expect((await now()).audienceIds).not.toContain(STAFF);
    for (const state of ['suspended', 'erased']) {
      await world.test.db.main.rows(sql`update person set state = ${state} where id = ${personId}`);
      expect(await now()).toMatchObject({ personId: null, account: null, locale: 'ru', visitorHash: facts.visitorHash });
      expect(await viewers.ofPersons([personId!])).toEqual([]);
      await expect(viewers.ofPerson(personId!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('the hash that the database holds opens nothing', async () => {
    await world.person('Leaked Table');
    await world.signIn(emailOf('Leaked Table'));
    const stolen = await world.test.db.main.rows<{ id: string; hash: Buffer }>(sql`select id, token_hash as hash from session`);
    for (const { id, hash } of stolen) {
      for (const token of [hash.toString('base64url'), hash.toString('hex'), hash.toString('base64'), id]) {
        expect((await viewers.ofSession(token, facts)).personId).toBeNull();
      }
    }
  });

  it('many recipients come in one statement, with or without an account', async () => {
    const people = await Promise.all(['Many One', 'Many Two', 'Many Three'].map((name) => world.person(name)));
    await world.test.db.main.rows(sql`delete from account where person_id = ${people[2]!.personId}`);
    let found: Viewer[] = [];
    expect(await statementsOf(async () => (found = await viewers.ofPersons(people.map(({ personId }) => personId!))))).toBe(1);
    expect(found.map(({ name }) => name).sort()).toEqual(['Many One', 'Many Three', 'Many Two']);
    expect(found.find(({ name }) => name === 'Many Three')).toMatchObject({ accountId: null, channel: 'system' });
  });

  describe('over time', () => {
    const DAY = 86_400_000;
    const lastSeen = async (name: string) => {
      const row = await world.test.db.main.row<{ at: Date; ends: Date; address: string }>(
        sql`select s.last_seen_at as at, s.expires_at as ends, s.address from session s join account a on a.id = s.account_id where a.email = ${emailOf(name)}`,
      );
      return row!;
    };

    it('its use is noted after five minutes, not before, and never by the statement that answers', async () => {
      await world.person('Slow Reader');
      const { token } = await world.signIn(emailOf('Slow Reader'));
      const start = await lastSeen('Slow Reader');
      world.clock.advance(4 * 60_000 + 59_000);
      await viewers.ofSession(token, facts);
      await world.get(ViewerService).ofSession(token, facts);
      expect((await lastSeen('Slow Reader')).at).toEqual(start.at);
      world.clock.advance(1_000);
      await viewers.ofSession(token, facts);
      const later = await eventually(async () => {
        const seen = await lastSeen('Slow Reader');
        return seen.at > start.at && seen;
      });
      expect(later).toEqual({ at: world.clock.now(), ends: new Date(world.clock.now().getTime() + 30 * DAY), address: '10.1.1.1' });
    });

    it('it ends 30 days after its last use, and a year after sign-in however much it is used', async () => {
      await world.person('Daily Reader');
      const { token } = await world.signIn(emailOf('Daily Reader'));
      const start = world.clock.now();
      for (let day = 29; day < 365; day += 29) {
        world.clock.set(new Date(start.getTime() + day * DAY));
        expect((await viewers.ofSession(token, facts)).name).toBe('Daily Reader');
        await eventually(async () => (await lastSeen('Daily Reader')).at.getTime() === world.clock.now().getTime());
      }
      world.clock.set(new Date(start.getTime() + 365 * DAY + 1));
      expect((await viewers.ofSession(token, facts)).personId).toBeNull();
      const { token: idle } = await world.signIn(emailOf('Daily Reader'));
      world.clock.advance(30 * DAY - 1);
      expect(await world.test.db.main.row(sql`select from session where expires_at > ${world.clock.now()}`)).toBeDefined();
      world.clock.advance(1);
      expect((await viewers.ofSession(idle, facts)).personId).toBeNull();
    });
  });
});
