import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@veche/platform';
import { AccountService } from '../accounts/account.service.js';
import { emailOf, type IdentityWorld, identityWorld, PASSWORD } from '../testing/identity-world.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { SessionService } from './session.service.js';

const facts = { locale: 'en' as const, address: '10.1.1.1' };

describe('sessions', () => {
  let world: IdentityWorld;
  let sessions: SessionService;
  const isIn = async (token: string) => (await world.get(ViewerService).ofSession(token, facts)).personId !== null;
  beforeAll(async () => {
    world = await identityWorld();
    sessions = world.get(SessionService);
  });
  afterAll(() => world.close());

  it('are listed for their owner alone, with device and address, this one marked', async () => {
    await world.person('List Owner');
    await world.person('List Other');
    await world.signIn(emailOf('List Other'));
    await world.signIn(emailOf('List Owner'));
    const { viewer } = await world.signIn(emailOf('List Owner'));
    const list = await sessions.list(viewer);
    expect(list).toHaveLength(2);
    expect(list.filter(({ isCurrent }) => isCurrent).map(({ id }) => id)).toEqual([viewer.sessionId]);
    expect(list[0]).toMatchObject({ device: 'Spec/1.0', address: expect.stringMatching(/^10\./) });
    expect(Object.keys(list[0]!).sort()).toEqual(['address', 'createdAt', 'device', 'id', 'isCurrent', 'lastSeenAt']);
  });

  it('end one by one, and nobody ends another person’s', async () => {
    await world.person('Revoker');
    await world.person('Stranger');
    const one = await world.signIn(emailOf('Revoker'));
    const two = await world.signIn(emailOf('Revoker'));
    const { viewer: stranger } = await world.signIn(emailOf('Stranger'));
    for (const id of [one.viewer.sessionId!, newId(), 'not-an-id', "' or true --"]) {
      await expect(sessions.revoke(stranger, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await isIn(one.token)).toBe(true);
    expect(await sessions.revoke(two.viewer, one.viewer.sessionId!)).toBe(true);
    expect([await isIn(one.token), await isIn(two.token)]).toEqual([false, true]);
    await expect(sessions.revoke(two.viewer, one.viewer.sessionId!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('all others end at once, and only one’s own', async () => {
    await world.person('Lost Phone');
    await world.person('Bystander');
    const bystander = await world.signIn(emailOf('Bystander'));
    const others = [await world.signIn(emailOf('Lost Phone')), await world.signIn(emailOf('Lost Phone'))];
    const here = await world.signIn(emailOf('Lost Phone'));
    expect(await sessions.revokeOthers(here.viewer)).toBe(2);
    for (const { token } of others) expect(await isIn(token)).toBe(false);
    expect([await isIn(here.token), await isIn(bystander.token)]).toEqual([true, true]);
  });

  it('a sign-in always makes a new token, and the one that the browser had before ends', async () => {
    await world.person('Rotator');
    const { token: first } = await world.signIn(emailOf('Rotator'));
    const second = await world
      .get(AccountService)
      .signIn(world.visitor, { email: emailOf('Rotator'), password: PASSWORD }, { ...world.entrance(), replaces: first });
    expect(second).not.toBe(first);
    expect(second).toMatch(/^[\w-]{43}$/);
    expect([await isIn(first), await isIn(second)]).toEqual([false, true]);
  });

  it('a token that somebody planted before sign-in is not taken over', async () => {
    await world.person('Fixated');
    const planted = 'A'.repeat(43);
    const token = await world
      .get(AccountService)
      .signIn(world.visitor, { email: emailOf('Fixated'), password: PASSWORD }, { ...world.entrance(), replaces: planted });
    expect(token).not.toBe(planted);
    expect(await isIn(planted)).toBe(false);
  });

  it('signing out ends the session on the server, twice is no error', async () => {
    await world.person('Leaver');
    const { token } = await world.signIn(emailOf('Leaver'));
    await sessions.close(token);
    await sessions.close(token);
    await sessions.close('nonsense');
    expect(await isIn(token)).toBe(false);
  });
});
