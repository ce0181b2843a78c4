import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { PASSWORD } from '../support/client.js';
import { letterTo, linkTo, type LoginGround, loginGround, proven, releaseBrakes, signUp, Wanderer } from './wanderer.js';

let ground: LoginGround;
beforeAll(async () => {
  ground = await loginGround();
});
afterAll(() => ground.close());
beforeEach(() => releaseBrakes(ground));

let count = 0;
/** Somebody at a provider. */
function person(more: { email?: string; isEmailVerified?: boolean } = {}): { id: string; name: string } {
  return (ground.networks.person = { id: String(70_000 + ++count), name: `Number ${count}`, ...more });
}

const RESET = 'mutation ($token: String!, $next: String!) { resetPassword(token: $token, next: $next) { person { id } } }';
const SIGN_IN = 'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { person { id } } }';
const ASK_PROOF = 'mutation ($email: String!) { askEmailProof(email: $email) }';

/** The owner of an address forgot the password, or thinks so, and comes in by the letter. */
async function recovers(email: string, next = 'a password of their own'): Promise<Wanderer> {
  const owner = new Wanderer(ground);
  const before = await linkTo(ground, email, '/reset-password');
  await owner.ask('mutation ($email: String!) { askPasswordReset(email: $email) }', { email });
  await eventually(async () => (await linkTo(ground, email, '/reset-password')) !== before);
  await owner.ask(RESET, { token: (await linkTo(ground, email, '/reset-password'))!, next });
  return owner;
}

describe('e-mail of somebody else', () => {
  it('verified by the provider: it links nobody; both accounts stay, and staff get a suggestion', async () => {
    const owner = await proven(ground);
    person({ email: owner.email, isEmailVerified: true });
    const other = new Wanderer(ground);
    await other.through('keycloak');
    const [one, two] = [(await owner.whoAmI())!, (await other.whoAmI())!];
    expect(two.id).not.toBe(one.id);
    expect([one.email, two.email]).toEqual([owner.email, null]);
    const matches = await ground.portal.query(
      'select reason from person_match where $1 in (person_id, other_person_id) and $2 in (person_id, other_person_id)',
      [one.id, two.id],
    );
    expect(matches).toEqual([{ reason: 'verified_email' }]);
  });

  it('not verified: it links nobody, blocks nobody and is nobody’s', async () => {
    const email = 'not.mine@mail.example';
    person({ email, isEmailVerified: false });
    const other = new Wanderer(ground);
    await other.through('keycloak');
    expect((await other.whoAmI())!.email).toBeNull();
    const owner = await signUp(ground, email);
    expect((await owner.whoAmI())!.email).toBe(email);
  });

  it('changed at the provider: the account does not follow', async () => {
    const victim = await proven(ground);
    person({ email: 'mine@mail.example', isEmailVerified: true });
    const wanderer = new Wanderer(ground);
    await wanderer.through('keycloak');
    ground.networks.person = { ...ground.networks.person, email: victim.email, isEmailVerified: true };
    const again = new Wanderer(ground);
    await again.through('keycloak');
    expect((await again.whoAmI())!.id).toBe((await wanderer.whoAmI())!.id);
    expect((await again.whoAmI())!.email).toBe('mine@mail.example');
    expect((await victim.whoAmI())!.email).toBe(victim.email);
  });

  it('following a link that another asked for proves nothing for that other', async () => {
    const attacker = await signUp(ground, 'curious@mail.example');
    const token = await letterTo(ground, 'curious@mail.example', '/confirm-email');
    const page = await new Wanderer(ground).page(`/confirm-email?token=${token}`);
    expect(page.html).not.toContain('value="confirmEmail"');
    const owner = await signUp(ground);
    const { errors } = await owner.graphql('mutation ($token: String!) { confirmEmail(token: $token) }', { token });
    expect(errors?.[0]?.extensions.code).toBe('CONFLICT');
    const [row] = await ground.portal.query(`select email_verified_at from account where email = $1`, [attacker.email]);
    expect(row).toEqual({ email_verified_at: null });
  });
});

describe('pre-hijacking (Sudhodanan and Paverd)', () => {
  it('classic-federated merge: who comes by a provider that verified the address never shares what another prepared', async () => {
    const attacker = await signUp(ground);
    person({ email: attacker.email, isEmailVerified: true });
    const victim = new Wanderer(ground);
    await victim.through('keycloak');
    expect((await victim.whoAmI())!.email).toBe(attacker.email);
    expect(await attacker.whoAmI()).toBeNull();
    const { errors } = await new Wanderer(ground).graphql(SIGN_IN, { email: attacker.email, password: PASSWORD });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
  });

  it('unexpired session: what was open before the owner proved the address is over', async () => {
    const attacker = await signUp(ground);
    const owner = await recovers(attacker.email);
    expect(await owner.whoAmI()).not.toBeNull();
    expect(await attacker.whoAmI()).toBeNull();
    const { errors } = await new Wanderer(ground).graphql(SIGN_IN, { email: attacker.email, password: PASSWORD });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
  });

  it('trojan identifier: a network linked before leads to nothing of the owner’s', async () => {
    const attacker = await signUp(ground);
    const attackers = person();
    expect(await attacker.through('vk', '?for=link')).toBe('/settings/security?done=linked');
    const owner = await recovers(attacker.email);
    expect(await attacker.whoAmI()).toBeNull();
    ground.networks.person = attackers;
    const again = new Wanderer(ground);
    await again.through('vk');
    expect((await again.whoAmI())!.id).not.toBe((await owner.whoAmI())!.id);
    expect((await again.whoAmI())!.email).toBeNull();
    expect((await owner.whoAmI())!.email).toBe(attacker.email);
  });

  it('unexpired e-mail change: a change that was under way cannot be finished', async () => {
    const attacker = await signUp(ground);
    await attacker.ask(ASK_PROOF, { email: 'evil@mail.example' });
    const token = await letterTo(ground, 'evil@mail.example', '/confirm-email');
    const owner = await recovers(attacker.email);
    for (const who of [attacker, owner]) {
      const { errors } = await who.graphql('mutation ($token: String!) { confirmEmail(token: $token) }', { token });
      expect(errors).toHaveLength(1);
    }
    expect((await owner.whoAmI())!.email).toBe(attacker.email);
  });

  it('non-verifying provider: an address that a provider merely repeats opens nothing that its owner makes later', async () => {
    const email = 'later@mail.example';
    const attackers = person({ email });
    const attacker = new Wanderer(ground);
    await attacker.through('vk');
    const owner = await proven(ground, email);
    expect((await owner.whoAmI())!.id).not.toBe((await attacker.whoAmI())!.id);
    ground.networks.person = attackers;
    const again = new Wanderer(ground);
    await again.through('vk');
    expect((await again.whoAmI())!.id).toBe((await attacker.whoAmI())!.id);
    expect((await again.whoAmI())!.email).toBeNull();
  });

  it('a claim that nobody proved blocks nobody: the owner signs up beside it, and proving the address drops it', async () => {
    const attacker = await signUp(ground);
    const owner = new Wanderer(ground);
    await owner.ask('mutation ($email: String!) { signUp(name: "Owner", email: $email, password: "a password of their own") { email } }', {
      email: attacker.email,
    });
    const mine = (await owner.whoAmI())!;
    expect(mine.id).not.toBe((await attacker.whoAmI())!.id);
    const token = await letterTo(ground, attacker.email, '/confirm-email', mine.id);
    await owner.ask('mutation ($token: String!) { confirmEmail(token: $token) }', { token });
    expect(await attacker.whoAmI()).toBeNull();
    const { errors } = await new Wanderer(ground).graphql(SIGN_IN, { email: attacker.email, password: PASSWORD });
    expect(errors?.[0]?.extensions.code).toBe('INVALID');
    expect((await owner.whoAmI())!.email).toBe(attacker.email);
  });

  it('whose address is claimed and who signs up with the claim’s own password gets a letter with the way in', async () => {
    const claimed = await signUp(ground);
    await expect(signUp(ground, claimed.email)).rejects.toThrow('CONFLICT');
    const token = await letterTo(ground, claimed.email, '/reset-password');
    const owner = new Wanderer(ground);
    await owner.ask(RESET, { token, next: 'a password of their own' });
    expect((await owner.whoAmI())!.email).toBe(claimed.email);
    expect(await claimed.whoAmI()).toBeNull();
  });
});

describe('second use', () => {
  it('of a link for a new password', async () => {
    const member = await proven(ground);
    await recovers(member.email);
    const token = 'x'.repeat(43);
    const used = await linkTo(ground, member.email, '/reset-password');
    for (const one of [used, token]) {
      const { errors } = await new Wanderer(ground).graphql(RESET, { token: one, next: 'yet another password' });
      expect(errors?.[0]?.extensions.code).toBe('CONFLICT');
    }
  });

  it('an older link for a new password ends with a newer one, and looking at one uses nothing up', async () => {
    const member = await proven(ground);
    const ask = () => new Wanderer(ground).ask('mutation ($email: String!) { askPasswordReset(email: $email) }', { email: member.email });
    await ask();
    const first = await letterTo(ground, member.email, '/reset-password');
    await ask();
    await eventually(async () => (await linkTo(ground, member.email, '/reset-password')) !== first);
    const second = (await linkTo(ground, member.email, '/reset-password'))!;
    for (let i = 0; i < 3; i++)
      expect((await new Wanderer(ground).page(`/reset-password?token=${second}`)).html).toContain('value="resetPassword"');
    expect((await new Wanderer(ground).graphql(RESET, { token: first, next: 'yet another password' })).errors).toHaveLength(1);
    expect((await new Wanderer(ground).graphql(RESET, { token: second, next: 'yet another password' })).errors).toBeUndefined();
  });

  it('of an invitation to a group that was made for one', async () => {
    const owner = await proven(ground);
    await ground.portal.query(`insert into role_grant (person_id, role, granted_at) values ($1, 'ADMIN', now())`, [
      (await owner.whoAmI())!.id,
    ]);
    const { createGroup } = await owner.ask<{ createGroup: { slug: string } }>(
      'mutation { createGroup(input: { name: "Invited", type: UNLISTED, description: "" }) { slug } }',
    );
    const { createGroupLink } = await owner.ask<{ createGroupLink: { path: string } }>(
      'mutation ($group: String!) { createGroupLink(group: $group, uses: 1, days: 1) { path } }',
      { group: createGroup.slug },
    );
    const token = createGroupLink.path.split('/').pop()!;
    const take = async () =>
      (await (await signUp(ground)).graphql('mutation ($token: String!) { acceptGroupLink(token: $token) { slug } }', { token })).errors;
    const answers = await Promise.all([take(), take(), take()]);
    expect(answers.filter((errors) => errors === undefined)).toHaveLength(1);
    expect((await take())?.[0]?.extensions.code).toMatch(/NOT_FOUND|CONFLICT/);
    await ground.portal.query('delete from role_grant');
  });

  it('of a token of the company’s own site, also within its time', async () => {
    person();
    const token = await ground.networks.companyToken({ aud: ground.portal.url, jti: 'once' });
    const come = async (): Promise<string> => {
      const wanderer = new Wanderer(ground);
      const there = new URL(await wanderer.toProvider('/auth/company'));
      return wanderer.comeBack(`/auth/company/callback?token=${token}&state=${there.searchParams.get('state')}`);
    };
    expect(await come()).toBe('/');
    expect(await come()).toBe('/sign-in?trouble=proof');
  });
});

describe('Host header poisoning', () => {
  it.each<Record<string, string>>([{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }, { forwarded: 'host=evil.example' }])(
    'with %j the links of letters, asked for so, lead to the portal',
    async (headers) => {
      const member = await proven(ground);
      const { hostname, port } = new URL(ground.portal.url);
      const body = JSON.stringify({ query: `mutation { askPasswordReset(email: "${member.email}") }` });
      await new Promise<void>((resolve, reject) => {
        const asked = request({
          ...{ hostname, port, path: '/graphql', method: 'POST' },
          headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
        });
        asked.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
        asked.end(body);
      });
      await letterTo(ground, member.email, '/reset-password');
      const letters = await ground.portal.query<{ text: string }>('select text from account_letter where recipient = $1', [member.email]);
      expect(letters.length).toBeGreaterThan(1);
      for (const { text } of letters) {
        expect(text).toContain(`${ground.portal.url}/`);
        expect(text).not.toContain('evil.example');
      }
    },
  );
});

describe('a token of the company’s own site', () => {
  it.each([
    ['for another portal', () => ground.networks.companyToken({ aud: 'https://elsewhere.example' })],
    ['that is over', () => ground.networks.companyToken({ aud: ground.portal.url }, { seconds: -120 })],
    [
      'that lives too long',
      () => ground.networks.companyToken({ aud: ground.portal.url, iat: Math.floor(Date.now() / 1_000) - 600 }, { seconds: 600 }),
    ],
    [
      'signed with another key',
      () => ground.networks.companyToken({ aud: ground.portal.url }, { secret: 'another secret of thirty-two signs' }),
    ],
    ['that is none', () => Promise.resolve('eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.')],
  ])('%s lets nobody in', async (_, make) => {
    const wanderer = new Wanderer(ground);
    const there = new URL(await wanderer.toProvider('/auth/company'));
    const path = `/auth/company/callback?token=${await make()}&state=${there.searchParams.get('state')}`;
    expect(await wanderer.comeBack(path)).toBe('/sign-in?trouble=proof');
    expect(await wanderer.whoAmI()).toBeNull();
  });

  it('never lets an administrator in', async () => {
    person();
    const wanderer = new Wanderer(ground);
    await wanderer.through('company');
    await ground.portal.query(`insert into role_grant (person_id, role, granted_at) values ($1, 'ADMIN', now())`, [
      (await wanderer.whoAmI())!.id,
    ]);
    const again = new Wanderer(ground);
    expect(await again.through('company')).toBe('/sign-in?trouble=admin');
    expect(await again.whoAmI()).toBeNull();
    await ground.portal.query(`delete from role_grant`);
  });
});
