import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { type IdentityWorld, identityWorld, logged, PASSWORD } from '../testing/identity-world.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { SetupService } from './setup.service.js';

describe('the one-time link for the first administrator', () => {
  let world: IdentityWorld;
  let setup: SetupService;
  const claim = (token: string, email = 'first@example.com', password = PASSWORD) =>
    setup.claim(world.visitor, token, { name: 'First Admin', email, password }, world.entrance());
  const admins = async () => (await world.test.db.main.rows(sql`select from role_grant where role = 'ADMIN'`)).length;
  beforeEach(async () => {
    world = await identityWorld();
    setup = world.get(SetupService);
  });
  afterEach(() => world.close());

  it('makes an administrator, signed in, once', async () => {
    const token = (await setup.issue())!;
    const session = await claim(token);
    const viewer = await world.get(ViewerService).ofSession(session, { locale: 'en', address: '' });
    expect([...viewer.roles]).toEqual(['ADMIN']);
    expect(await logged(world, 'person.registered')).toBe(1);
    await expect(claim(token, 'second@example.com')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await setup.isOpen(token)).toBe(false);
    expect(await setup.issue()).toBeNull();
  });

  it('used ten times at once works once', async () => {
    const token = (await setup.issue())!;
    const results = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => claim(token, `admin${i}@example.com`)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await admins()).toBe(1);
    expect(await world.test.db.main.rows(sql`select from account`)).toHaveLength(1);
  });

  it('looking at it, as a mail scanner does, changes nothing', async () => {
    const token = (await setup.issue())!;
    for (let i = 0; i < 5; i++) expect(await setup.isOpen(token)).toBe(true);
    await claim(token);
  });

  it('a mistake in the form leaves it open', async () => {
    const token = (await setup.issue())!;
    await expect(claim(token, 'first@example.com', 'short')).rejects.toMatchObject({ code: 'INVALID', field: 'password' });
    await world.person('Taken');
    await expect(claim(token, 'taken@example.com')).rejects.toMatchObject({ code: 'CONFLICT', field: 'email' });
    expect(await admins()).toBe(0);
    await claim(token);
  });

  it('ends after 24 hours, and with the next one issued', async () => {
    const old = (await setup.issue())!;
    world.clock.advance(24 * 3_600_000);
    expect(await setup.isOpen(old)).toBe(false);
    await expect(claim(old)).rejects.toMatchObject({ code: 'CONFLICT' });
    const earlier = (await setup.issue())!;
    const newest = (await setup.issue())!;
    expect([await setup.isOpen(earlier), await setup.isOpen(newest)]).toEqual([false, true]);
  });

  it('cannot be guessed from what the database holds', async () => {
    const token = (await setup.issue())!;
    const [link] = await world.test.db.main.rows<{ hash: Buffer }>(sql`select token_hash as hash from one_time_link`);
    expect(link!.hash.includes(token)).toBe(false);
    for (const guess of [link!.hash.toString('base64url'), '', 'x'.repeat(10_000), 'zero\u0000byte'])
      expect(await setup.isOpen(guess)).toBe(false);
  });

  it('is closed as soon as anybody is administrator by another way', async () => {
    const token = (await setup.issue())!;
    await world.person('Quicker', 'ADMIN');
    expect(await setup.isOpen(token)).toBe(false);
    await expect(claim(token)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await admins()).toBe(1);
  });
});
