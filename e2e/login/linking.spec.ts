import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import { PASSWORD } from '../support/client.js';
import { letterTo, type LoginGround, loginGround, proven, releaseBrakes, signUp, Wanderer } from './wanderer.js';

let ground: LoginGround;
beforeAll(async () => {
  ground = await loginGround();
});
afterAll(() => ground.close());
beforeEach(() => releaseBrakes(ground));

let count = 0;
const person = () => (ground.networks.person = { id: String(90_000 + ++count), name: `Number ${count}` });
const UNLINK = 'mutation ($id: ID!) { unlinkIdentity(id: $id) }';
const SIGN_IN = 'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { person { id } } }';

/** Another browser of the same person. */
async function elsewhere(email: string): Promise<Wanderer> {
  const wanderer = new Wanderer(ground);
  await wanderer.ask(SIGN_IN, { email, password: PASSWORD });
  return wanderer;
}

async function identities(wanderer: Wanderer): Promise<{ id: string; provider: string }[]> {
  const { security } = await wanderer.ask<{ security: { identities: { id: string; provider: string }[] } }>(
    '{ security { identities { id provider } } }',
  );
  return security.identities;
}

/** As if the proof were an hour old. */
const letProofAge = () => ground.portal.query(`update session set proved_at = now() - interval '1 hour'`);

describe('linking', () => {
  it('adds a way in, ends other sessions, tells the owner by mail, and can be undone from there', async () => {
    const member = await proven(ground);
    const other = await elsewhere(member.email);
    person();
    expect(await member.through('facebook', '?for=link')).toBe('/settings/security?done=linked');
    expect(await other.whoAmI()).toBeNull();
    const byNetwork = new Wanderer(ground);
    await byNetwork.through('facebook');
    expect((await byNetwork.whoAmI())!.id).toBe((await member.whoAmI())!.id);

    const token = await letterTo(ground, member.email, '/undo-link');
    await new Wanderer(ground).page(`/undo-link?token=${token}`);
    expect(await identities(member)).toHaveLength(1);
    await new Wanderer(ground).ask('mutation ($token: String!) { undoLink(token: $token) }', { token });
    for (const gone of [member, byNetwork]) expect(await gone.whoAmI()).toBeNull();
    expect(await identities(await elsewhere(member.email))).toHaveLength(0);
  });

  it('can be undone by the letter also after the password was changed and the session is over', async () => {
    const thief = await proven(ground);
    person();
    await thief.through('facebook', '?for=link');
    const token = await letterTo(ground, thief.email, '/undo-link');
    await thief.ask(`mutation { changePassword(current: "${PASSWORD}", next: "a password of the thief") }`);
    await new Wanderer(ground).ask('mutation ($token: String!) { undoLink(token: $token) }', { token });
    expect(await thief.whoAmI()).toBeNull();
    const again = new Wanderer(ground);
    await again.through('facebook');
    expect((await again.whoAmI())!.email).toBeNull();
  });

  it('asks for a fresh proof of the old side, by the password or by a network that is linked', async () => {
    const member = await signUp(ground);
    await letProofAge();
    expect(await member.toProvider('/auth/vk?for=link')).toBe('/settings/security?trouble=fresh');
    await member.ask(`mutation { proveAgain(current: "${PASSWORD}") }`);
    const own = person();
    expect(await member.through('vk', '?for=link')).toBe('/settings/security?done=linked');
    await letProofAge();
    ground.networks.person = person();
    expect(await member.through('vk', '?for=prove')).toBe('/settings/security?trouble=other');
    expect(await member.toProvider('/auth/facebook?for=link')).toBe('/settings/security?trouble=fresh');
    ground.networks.person = own;
    expect(await member.through('vk', '?for=prove')).toBe('/settings/security?done=proved');
    expect(await member.toProvider('/auth/facebook?for=link')).toContain('/dialog/oauth');
  });

  it('a proof that grew old while somebody was at the provider is too old', async () => {
    const member = await signUp(ground);
    person();
    const back = await member.agree(await member.toProvider('/auth/vk?for=link'));
    await letProofAge();
    expect(await member.comeBack(back)).toBe('/settings/security?trouble=fresh');
    expect(await identities(member)).toHaveLength(0);
  });

  it('what somebody has already is nobody else’s', async () => {
    person();
    await new Wanderer(ground).through('vk');
    const member = await signUp(ground);
    expect(await member.through('vk', '?for=link')).toBe('/settings/security?trouble=taken');
  });

  it('belongs to the session that began it: whoever sits there after a sign-out gets nothing', async () => {
    const [first, second] = [await signUp(ground), await signUp(ground)];
    person();
    const back = await first.agree(await first.toProvider('/auth/vk?for=link'));
    await first.ask('mutation { signOut }');
    await first.ask(SIGN_IN, { email: second.email, password: PASSWORD });
    expect(await first.comeBack(back)).toContain('trouble=state');
    expect(await identities(first)).toHaveLength(0);
  });

  it('the last way in cannot be removed, however many try at once', async () => {
    person();
    const member = new Wanderer(ground);
    await member.through('vk');
    person();
    await member.through('facebook', '?for=link');
    const both = await identities(member);
    expect(both).toHaveLength(2);
    const answers = await Promise.all(both.map(({ id }) => member.graphql(UNLINK, { id })));
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'CONFLICT')).toHaveLength(1);
    expect(await identities(member)).toHaveLength(1);
  });

  it('nobody unlinks what is another’s', async () => {
    person();
    const owner = new Wanderer(ground);
    await owner.through('vk');
    const [identity] = await identities(owner);
    const { errors } = await (await signUp(ground)).graphql(UNLINK, { id: identity!.id });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('registration, linking and sign-ins are interactions', async () => {
    person();
    const member = new Wanderer(ground);
    await member.through('vk');
    person();
    await member.through('facebook', '?for=link');
    await new Wanderer(ground).through('facebook');
    const rows = await ground.portal.query<{ kind: string; provider: string }>(
      `select kind, payload ->> 'provider' as provider from interaction where person_id = $1 order by seq`,
      [(await member.whoAmI())!.id],
    );
    expect(rows).toEqual([
      { kind: 'person.registered', provider: 'vk' },
      { kind: 'identity.linked', provider: 'facebook' },
      { kind: 'person.signed_in', provider: 'facebook' },
    ]);
  });
});

describe('the second factor', () => {
  const codeOf = (secret: string, at = Date.now()) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
  /** That of the step after: good in this step and the next, and not used up by confirming. */
  const nextCodeOf = (secret: string) => codeOf(secret, Date.now() + 30_000);
  const PASS = 'mutation ($code: String!) { passCode(code: $code) { person { id } } }';

  async function guarded(): Promise<{ member: Wanderer & { email: string }; secret: string; codes: string[] }> {
    const member = await signUp(ground);
    const { beginSecondFactor } = await member.ask<{ beginSecondFactor: { secret: string } }>(
      'mutation { beginSecondFactor { secret uri picture } }',
    );
    const { secret } = beginSecondFactor;
    const { confirmSecondFactor } = await member.ask<{ confirmSecondFactor: string[] }>(
      'mutation ($code: String!) { confirmSecondFactor(code: $code) }',
      { code: codeOf(secret) },
    );
    return { member, secret, codes: confirmSecondFactor };
  }

  it('is asked for after a password and after a network, and until then nobody is in', async () => {
    const { member, secret } = await guarded();
    person();
    await member.through('vk', '?for=link');
    const byPassword = new Wanderer(ground);
    const { signIn } = await byPassword.ask<{ signIn: { person: null } }>(SIGN_IN, { email: member.email, password: PASSWORD });
    expect(signIn.person).toBeNull();
    expect(await byPassword.whoAmI()).toBeNull();
    expect(await byPassword.ask('{ codeOwed }')).toEqual({ codeOwed: true });
    const byNetwork = new Wanderer(ground);
    expect(await byNetwork.through('vk', '?return=/faq')).toBe('/sign-in/code?return=%2Ffaq');
    expect(await byNetwork.whoAmI()).toBeNull();
    const code = nextCodeOf(secret);
    await byPassword.ask(PASS, { code });
    expect((await byPassword.whoAmI())!.id).toBe((await member.whoAmI())!.id);
    // The same code a second time, by whoever looked over the shoulder.
    expect((await byNetwork.graphql(PASS, { code })).errors?.[0]?.extensions.code).toBe('INVALID');
  });

  it('codes for recovery work once each', async () => {
    const { member, codes } = await guarded();
    expect(codes).toHaveLength(10);
    const come = async (code: string) => {
      const wanderer = new Wanderer(ground);
      await wanderer.ask(SIGN_IN, { email: member.email, password: PASSWORD });
      return (await wanderer.graphql(PASS, { code })).errors?.[0]?.extensions.code;
    };
    expect(await come(codes[0]!.toUpperCase())).toBeUndefined();
    expect(await come(codes[0]!)).toBe('INVALID');
  });

  it('guesses are counted by account, wherever they come from, and made at once too', async () => {
    const { member, secret } = await guarded();
    const wanderer = new Wanderer(ground);
    await wanderer.ask(SIGN_IN, { email: member.email, password: PASSWORD });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, i) => wanderer.graphql(PASS, { code: String(100_000 + i) })));
    expect(answers.filter(({ errors }) => errors?.[0]?.extensions.code === 'INVALID').length).toBeLessThanOrEqual(5);
    expect((await wanderer.graphql(PASS, { code: nextCodeOf(secret) })).errors?.[0]?.extensions.code).toBe('LIMITED');
  });

  it('a new password by a letter does not do without it', async () => {
    const { member } = await guarded();
    const owner = new Wanderer(ground);
    await member.ask('mutation ($email: String!) { askEmailProof(email: $email) }', { email: member.email });
    const confirm = await letterTo(ground, member.email, '/confirm-email');
    await member.ask('mutation ($token: String!) { confirmEmail(token: $token) }', { token: confirm });
    await owner.ask('mutation ($email: String!) { askPasswordReset(email: $email) }', { email: member.email });
    const token = await letterTo(ground, member.email, '/reset-password');
    const { resetPassword } = await owner.ask<{ resetPassword: { person: null } }>(
      'mutation ($token: String!) { resetPassword(token: $token, next: "a password of their own") { person { id } } }',
      { token },
    );
    expect(resetPassword.person).toBeNull();
    expect(await owner.whoAmI()).toBeNull();
    expect(await member.whoAmI()).toBeNull();
  });
});
