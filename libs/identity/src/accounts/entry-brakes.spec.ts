import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { emailOf, type IdentityWorld, identityWorld, PASSWORD } from '../testing/identity-world.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { AccountService } from './account.service.js';

describe('brakes at the door', () => {
  let world: IdentityWorld;
  let accounts: AccountService;
  beforeEach(async () => {
    world = await identityWorld();
    accounts = world.get(AccountService);
  });
  afterEach(() => world.close());

  const enter = (name: string, password: string, address?: string) =>
    accounts.signIn(world.visitor, { email: emailOf(name), password }, world.entrance(address));
  /** The brakes' window is over: their rows are made that much older. */
  const wait = (seconds: number) => world.test.db.main.rows(sql`update brake set expire = expire - ${seconds * 1000}`);
  const outcomes = async (tries: Promise<unknown>[]): Promise<Record<string, number>> => {
    const count: Record<string, number> = {};
    for (const result of await Promise.allSettled(tries)) {
      const outcome = result.status === 'fulfilled' ? 'IN' : String((result.reason as { code?: string }).code);
      count[outcome] = (count[outcome] ?? 0) + 1;
    }
    return count;
  };

  it('after 10 failures an account lets nobody in for 15 minutes, not even with the right password, from any address', async () => {
    await world.person('Guessed At');
    const { token } = await world.signIn(emailOf('Guessed At'));
    for (let i = 0; i < 10; i++) await expect(enter('Guessed At', 'wrong password')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(enter('Guessed At', PASSWORD)).rejects.toMatchObject({ code: 'LIMITED', retryAfter: expect.any(Number) });
    // Who is in stays in.
    const viewer = await world.get(ViewerService).ofSession(token, { locale: 'en', address: '10.1.1.1' });
    expect(viewer.name).toBe('Guessed At');
    await wait(14 * 60);
    await expect(enter('Guessed At', PASSWORD)).rejects.toMatchObject({ code: 'LIMITED' });
    await wait(61);
    await enter('Guessed At', PASSWORD);
  });

  it('9 failures and then the right password start the count anew', async () => {
    await world.person('Forgetful');
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 9; i++) await expect(enter('Forgetful', 'wrong password')).rejects.toMatchObject({ code: 'INVALID' });
      await enter('Forgetful', PASSWORD);
    }
  });

  it('40 guesses at once are 10 guesses', async () => {
    await world.person('Rushed At');
    expect(await outcomes(Array.from({ length: 40 }, () => enter('Rushed At', 'wrong password')))).toEqual({ INVALID: 10, LIMITED: 30 });
  });

  it('an account that does not exist brakes just as one that does, in any spelling', async () => {
    for (let i = 0; i < 10; i++) await expect(enter('Not There', 'wrong password')).rejects.toMatchObject({ code: 'INVALID' });
    await expect(
      accounts.signIn(world.visitor, { email: ' NOT.THERE@Example.com', password: PASSWORD }, world.entrance()),
    ).rejects.toMatchObject({ code: 'LIMITED' });
  });

  it('50 failures from one address over many accounts close that address, and no other', async () => {
    await world.person('Own Account');
    const guesses = async (from: number, n: number) => {
      for (let i = from; i < from + n; i++)
        await expect(enter(`Victim ${i}`, 'wrong password', '192.0.2.7')).rejects.toMatchObject({ code: 'INVALID' });
    };
    await guesses(0, 49);
    // Coming in by one's own account in between buys no further guesses.
    await enter('Own Account', PASSWORD, '192.0.2.7');
    await guesses(49, 1);
    await expect(enter('Own Account', PASSWORD, '192.0.2.7')).rejects.toMatchObject({ code: 'LIMITED' });
    await enter('Own Account', PASSWORD, '192.0.2.8');
    await wait(15 * 60 + 1);
    await enter('Own Account', PASSWORD, '192.0.2.7');
  });

  it('an IPv6 customer with a whole /64 is one address; an IPv4 address in IPv6 clothes is itself', async () => {
    for (let i = 0; i < 50; i++) {
      const address = i % 2 ? `2001:db8:0:7::${i.toString(16)}` : `2001:db8::7:${i.toString(16)}:0:0:1`;
      await expect(enter(`Victim ${i}`, 'wrong password', address)).rejects.toMatchObject({ code: 'INVALID' });
    }
    await expect(enter('Victim 99', 'wrong password', '2001:db8:0:7:ffff::1')).rejects.toMatchObject({ code: 'LIMITED' });
    await expect(enter('Victim 99', 'wrong password', '2001:db8:0:8::1')).rejects.toMatchObject({ code: 'INVALID' });
    expect(
      await outcomes(
        Array.from({ length: 52 }, (_, i) => enter(`Victim ${100 + i}`, 'wrong password', i % 2 ? '::ffff:192.0.2.9' : '192.0.2.9')),
      ),
    ).toEqual({ INVALID: 50, LIMITED: 2 });
  });

  it('the 21st sign-up of an hour from one address is refused, taken e-mails counted, mistakes in the form not', async () => {
    const signUp = (i: number, password = PASSWORD) =>
      accounts.signUp(world.visitor, { name: `Person ${i}`, email: `person${i}@example.com`, password }, world.entrance('192.0.2.1'));
    for (let i = 0; i < 30; i++) await expect(signUp(i, 'short')).rejects.toMatchObject({ code: 'INVALID' });
    for (let i = 0; i < 19; i++) await signUp(i);
    await expect(signUp(0)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(signUp(50)).rejects.toMatchObject({ code: 'LIMITED' });
    await wait(3601);
    await signUp(50);
  });

  it('what was typed is not kept in the table of brakes', async () => {
    await expect(enter('Secret Person', 'wrong password')).rejects.toThrow();
    const [found] = await world.test.db.main.rows<{ n: string }>(sql`select count(*) as n from brake where key ilike '%secret%'`);
    expect(found!.n).toBe('0');
  });
});
