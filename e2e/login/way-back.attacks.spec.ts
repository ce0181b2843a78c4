import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoginGround, loginGround, releaseBrakes, signUp, Wanderer } from './wanderer.js';

let ground: LoginGround;
beforeAll(async () => {
  ground = await loginGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  await releaseBrakes(ground);
  Object.assign(ground.networks, { trouble: undefined, signature: 'right', iss: undefined, claims: (claims: object) => claims });
  ground.networks.person = { id: String(Math.floor(Math.random() * 1e9) + 1), name: 'Some One' };
});

const ALL = ['vk', 'vk-classic', 'facebook', 'yandex', 'keycloak', 'company'];
const WITH_PROOF = ['vk', 'yandex', 'keycloak'];

/** A browser that has been to the provider, and the address that it should come back to. */
async function onTheWayBack(provider: string): Promise<{ wanderer: Wanderer; back: URL }> {
  const wanderer = new Wanderer(ground);
  return { wanderer, back: new URL(await wanderer.agree(await wanderer.toProvider(`/auth/${provider}`))) };
}

async function isRefused(wanderer: Wanderer, back: URL, trouble: string): Promise<void> {
  expect(await wanderer.comeBack(back.href)).toBe(`/sign-in?trouble=${trouble}`);
  expect(await wanderer.whoAmI()).toBeNull();
}

describe.each(ALL)('the state of %s', (provider) => {
  it('wrong state lets nobody in', async () => {
    const { wanderer, back } = await onTheWayBack(provider);
    back.searchParams.set('state', 'x'.repeat(43));
    await isRefused(wanderer, back, 'state');
  });

  it('missing state lets nobody in', async () => {
    const { wanderer, back } = await onTheWayBack(provider);
    back.searchParams.delete('state');
    await isRefused(wanderer, back, 'state');
  });

  it('replayed state lets nobody in a second time', async () => {
    const { wanderer, back } = await onTheWayBack(provider);
    await wanderer.comeBack(back.href);
    await wanderer.ask('mutation { signOut }');
    await isRefused(wanderer, back, 'state');
  });

  it('foreign state, begun in another browser, lets nobody in (login CSRF), and is not used up by that', async () => {
    const attacker = await onTheWayBack(provider);
    const victim = await onTheWayBack(provider);
    await isRefused(victim.wanderer, attacker.back, 'state');
    await isRefused(new Wanderer(ground), attacker.back, 'state');
    expect(await attacker.wanderer.comeBack(attacker.back.href)).toBe('/');
  });

  it('state older than ten minutes lets nobody in', async () => {
    const { wanderer, back } = await onTheWayBack(provider);
    await ground.portal.query(`update login_attempt set expires_at = expires_at - interval '10 minutes 1 second'`);
    await isRefused(wanderer, back, 'state');
  });

  it('mixed-up provider: what one provider began another cannot finish', async () => {
    const { wanderer, back } = await onTheWayBack(provider);
    back.pathname = `/auth/${provider === 'keycloak' ? 'other' : 'keycloak'}/callback`;
    await isRefused(wanderer, back, 'state');
  });

  it('who turns back at the provider is told so and goes on where they were', async () => {
    const wanderer = new Wanderer(ground);
    const there = new URL(await wanderer.toProvider(`/auth/${provider}?return=/faq`));
    const state = there.searchParams.get('state')!;
    expect(await wanderer.comeBack(`/auth/${provider}/callback?error=access_denied&state=${state}`)).toBe(
      '/sign-in?trouble=cancelled&return=%2Ffaq',
    );
  });
});

describe('PKCE', () => {
  it.each(WITH_PROOF)('missing PKCE: %s is never asked without a challenge', async (provider) => {
    const there = new URL(await new Wanderer(ground).toProvider(`/auth/${provider}`));
    expect(there.searchParams.get('code_challenge')).toMatch(/^[\w-]{43}$/);
    expect(there.searchParams.get('code_challenge_method')).toBe('S256');
  });

  it.each(WITH_PROOF)('code injected from another session: %s does not take it with our verifier', async (provider) => {
    const attacker = await onTheWayBack(provider);
    const victim = await onTheWayBack(provider);
    for (const name of ['code', 'device_id']) {
      const value = attacker.back.searchParams.get(name);
      if (value !== null) victim.back.searchParams.set(name, value);
    }
    const trouble = await victim.wanderer.comeBack(victim.back.href);
    expect(trouble).toMatch(/^\/sign-in\?trouble=(proof|provider)$/);
    expect(await victim.wanderer.whoAmI()).toBeNull();
  });
});

describe('an OpenID provider', () => {
  it('mixed-up provider: an answer in the name of another issuer (RFC 9207) lets nobody in', async () => {
    ground.networks.iss = `${ground.networks.url}/oidc2`;
    const { wanderer, back } = await onTheWayBack('keycloak');
    await isRefused(wanderer, back, 'proof');
  });

  it('an answer without the name that it promised (RFC 9207) lets nobody in', async () => {
    const { wanderer, back } = await onTheWayBack('keycloak');
    back.searchParams.delete('iss');
    await isRefused(wanderer, back, 'proof');
  });

  it('nonce replay: an ID token made for another way lets nobody in', async () => {
    let first: unknown;
    ground.networks.claims = (claims) => ((first ??= claims['nonce']), claims);
    const earlier = await onTheWayBack('keycloak');
    await earlier.wanderer.comeBack(earlier.back.href);
    ground.networks.claims = (claims) => ({ ...claims, nonce: String(first) });
    const { wanderer, back } = await onTheWayBack('keycloak');
    await isRefused(wanderer, back, 'proof');
  });

  it.each([
    ['unsigned', () => (ground.networks.signature = 'none')],
    ['wrongly signed', () => (ground.networks.signature = 'wrong')],
    ['expired', () => (ground.networks.claims = (claims) => ({ ...claims, iat: claims.iat! - 7_200, exp: claims.exp! - 7_200 }))],
    ['made for another portal', () => (ground.networks.claims = (claims) => ({ ...claims, aud: 'somebody-else' }))],
    ['in the name of another issuer', () => (ground.networks.claims = (claims) => ({ ...claims, iss: `${ground.networks.url}/oidc2` }))],
    [
      'without a nonce',
      () =>
        (ground.networks.claims = ({ nonce: _, ...claims }) => {
          return claims;
        }),
    ],
  ])('%s ID token lets nobody in', async (_, spoil) => {
    spoil();
    const { wanderer, back } = await onTheWayBack('keycloak');
    await isRefused(wanderer, back, 'proof');
  });
});

describe('another provider that answers in the name of somebody', () => {
  it.each(['vk', 'vk-classic', 'facebook', 'yandex'])('mixed-up provider: %s with a foreign iss lets nobody in', async (provider) => {
    const { wanderer, back } = await onTheWayBack(provider);
    back.searchParams.set('iss', 'https://evil.example');
    await isRefused(wanderer, back, 'proof');
  });
});

describe.each(['vk', 'vk-classic', 'facebook', 'yandex', 'keycloak'])('%s in trouble', (provider) => {
  it.each(['html', 'error', 'huge', 'late'] as const)(
    'answering with %s: nobody is let in, and the portal goes on',
    async (trouble) => {
      const { wanderer, back } = await onTheWayBack(provider);
      ground.networks.trouble = trouble;
      expect(await wanderer.comeBack(back.href)).toMatch(/^\/sign-in\?trouble=(provider|proof)$/);
      expect(await wanderer.whoAmI()).toBeNull();
    },
    60_000,
  );
});

describe('where one goes after signing in', () => {
  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
    '/auth/vk?for=link',
    '/graphql',
    'http:evil.example',
  ])('open redirect: %j leads to the front page', async (address) => {
    const wanderer = new Wanderer(ground);
    const path = await wanderer.through('vk', `?return=${encodeURIComponent(address)}`);
    expect(['/', '/evil.example']).toContain(path);
    expect(new URL(path, ground.portal.url).origin).toBe(ground.portal.url);
  });
});

describe('the session', () => {
  it('session fixation: a token that was there before is not the one that is there after, and is worth nothing', async () => {
    const planted = await signUp(ground);
    const before = planted.cookie;
    await planted.ask('mutation { signOut }');
    const attacker = await signUp(ground);
    const token = attacker.cookie;
    const victim = new Wanderer(ground);
    const there = await victim.agree(await victim.toProvider('/auth/vk'));
    const response = await victim.fetch(new URL(there).pathname + new URL(there).search, {
      headers: { cookie: `${victim.cookie}; ${token}` },
    });
    expect(response.status).toBe(303);
    expect(victim.cookie).not.toContain(token);
    expect(victim.cookie).not.toContain(before);
    expect(await victim.whoAmI()).toMatchObject({ name: 'Some One' });
    expect(await attacker.whoAmI()).toBeNull();
  });

  it('login CSRF: a page elsewhere cannot make a member somebody else, nor link or prove anything', async () => {
    const member = await signUp(ground);
    const cross = { 'sec-fetch-site': 'cross-site' };
    expect(await member.toProvider('/auth/vk', cross)).toBe('/');
    expect(await member.toProvider('/auth/vk?for=link', cross)).toBe('/settings/security');
    expect(await member.toProvider('/auth/vk?for=prove', { referer: 'https://evil.example/' })).toBe('/settings/security');
  });
});

describe('Host header poisoning', () => {
  /** As somebody between the browser and the portal may make it. */
  function locationUnder(headers: Record<string, string>, path: string): Promise<string> {
    const { hostname, port } = new URL(ground.portal.url);
    return new Promise((resolve, reject) => {
      request({ hostname, port, path, headers }, (response) => {
        response.resume();
        resolve(String(response.headers.location));
      })
        .on('error', reject)
        .end();
    });
  }

  it.each<Record<string, string>>([{ host: 'evil.example' }, { 'x-forwarded-host': 'evil.example' }, { forwarded: 'host=evil.example' }])(
    'with %j providers send people back to the portal',
    async (headers) => {
      for (const provider of ALL) {
        const there = new URL(await locationUnder(headers, `/auth/${provider}`));
        const back = there.searchParams.get('redirect_uri') ?? there.searchParams.get('callback');
        expect(back).toBe(`${ground.portal.url}/auth/${provider}/callback`);
      }
    },
  );
});
