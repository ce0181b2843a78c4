import { beforeAll, describe, expect } from '@jest/globals';
import { PASSWORD } from '../support/client.js';
import { Wanderer } from '../login/wanderer.js';
import { attack, attackByMail, attackOnOwn } from './support/attack.js';
import { Attacker, type Member } from './support/attacker.js';
import type { Ground } from './support/ground.js';
import { hide } from './support/hideaway.js';
import { lettersIn, tokensSent } from './support/letters.js';

const RESET = 'mutation ($email: String!) { askPasswordReset(email: $email) }';
const NEW_PASSWORD = 'mutation ($token: String!, $next: String!) { resetPassword(token: $token, next: $next) { person { id } } }';

/** Cases 25 to 29 and 32: coming in as somebody else. */
export function comingIn(at: () => Ground): void {
  describe('coming in as somebody else', () => {
    let ground: Ground;
    beforeAll(() => {
      ground = at();
    });
    const wanderer = () => new Wanderer(ground.own!);
    const askReset = async (email: string) => expect(await ground.anybody().ask(RESET, { email })).toEqual({ askPasswordReset: true });

    attackOnOwn(25, 'an e-mail that a provider tells, verified or not, new or changed, opens nobody else’s account', async () => {
      const victim = await ground.newcomer('Victim');
      const token = (await tokensSent(ground.mail!, victim.email, 'confirm-email')).at(-1);
      await victim.ask('mutation ($token: String!) { confirmEmail(token: $token) }', { token });
      const { networks } = ground.own!;
      for (const [id, isEmailVerified, first] of [
        ['8101', false, undefined],
        ['8102', true, undefined],
        ['8103', true, 'before@thief.example'],
      ] as const) {
        networks.person = { id, name: 'Thief', email: first ?? victim.email, isEmailVerified };
        const thief = wanderer();
        await thief.through('keycloak');
        networks.person = { id, name: 'Thief', email: victim.email, isEmailVerified };
        await thief.ask('mutation { signOut }');
        await thief.through('keycloak');
        expect((await thief.whoAmI())?.id).not.toBe(victim.personId);
      }
      const { security } = await victim.ask<{ security: { email: string; identities: unknown[] } }>(
        '{ security { email identities { id } } }',
      );
      expect(security).toEqual({ email: victim.email, identities: [] });
      expect(await new Attacker(ground.url).signIn(victim.email).then((one) => one.whoAmI())).toBe(victim.personId);
    });

    attackOnOwn(26, 'an answer of a provider lets in nobody but the browser that asked that provider, once', async () => {
      const { networks } = ground.own!;
      networks.person = { id: '8201', name: 'Mallory' };
      const [mallory, victim] = [wanderer(), wanderer()];
      const back = async () => mallory.agree(await mallory.toProvider('/auth/keycloak'));
      const forged = new URL(await back());
      // The victim is on a way of their own, so that their browser has its secret.
      await victim.toProvider('/auth/keycloak');
      await victim.comeBack(forged.href);
      const without = new URL(await back());
      without.searchParams.delete('state');
      await victim.comeBack(without.href);
      await mallory.comeBack(without.href);
      await mallory.comeBack((await back()).replace('/auth/keycloak/', '/auth/other/'));
      const mixed = new URL(await back());
      mixed.searchParams.set('iss', `${networks.url}/oidc2`);
      await mallory.comeBack(mixed.href);
      expect([await victim.whoAmI(), await mallory.whoAmI()]).toEqual([null, null]);
      const right = await back();
      await mallory.comeBack(right);
      expect(await mallory.whoAmI()).toMatchObject({ name: 'Mallory' });
      await mallory.ask('mutation { signOut }');
      await mallory.comeBack(right);
      expect(await mallory.whoAmI()).toBeNull();
    });

    attackByMail(27, 'a link in a letter leads to the configured address, whatever a request says of its host', async () => {
      const victim = await ground.newcomer('Victim');
      const { host } = new URL(ground.url);
      const lies: Record<string, string>[] = [
        { host: 'evil.example', origin: 'http://evil.example' },
        { host, origin: ground.url, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-original-host': 'evil.example' },
        { host, origin: ground.url, forwarded: 'host=evil.example;proto=https' },
        { host: `${host}@evil.example`, 'sec-fetch-site': 'same-origin' },
      ];
      for (const headers of lies) {
        const body = JSON.stringify({ query: RESET, variables: { email: victim.email } });
        await ground.anybody().raw({ method: 'POST', path: '/graphql', headers: { ...headers, 'content-type': 'application/json' }, body });
      }
      await tokensSent(ground.mail!, victim.email, 'reset-password', 2);
      const letters = (await lettersIn(ground.mail!)).filter((letter) => letter.includes(victim.email));
      const links = letters.flatMap((letter) => letter.match(/https?:\/\/[^\s"<]+/g) ?? []);
      expect([links.length > 2, letters.some((letter) => letter.includes('evil'))]).toEqual([true, false]);
      expect(links.filter((link) => new URL(link).origin !== new URL(ground.url).origin)).toEqual([]);
    });

    attackByMail(
      28,
      'a link for a new password is random, the newest alone works, for one use also when many come at once, and ends all sessions',
      async () => {
        const victim = await ground.newcomer('Victim');
        await askReset(victim.email);
        const [first] = await tokensSent(ground.mail!, victim.email, 'reset-password', 1);
        await askReset(victim.email);
        const [, second] = await tokensSent(ground.mail!, victim.email, 'reset-password', 2);
        expect([first!.length >= 43, first!.slice(0, 8) === second!.slice(0, 8)]).toEqual([true, false]);
        const use = async (token: string, next: string) =>
          (await ground.anybody().graphql(NEW_PASSWORD, { token, next })).errors?.[0]?.extensions.code;
        expect(await use(first!, 'another phrase 77')).toBe('CONFLICT');
        const uses = await Promise.all(Array.from({ length: 8 }, (_, i) => use(second!, `a new phrase ${i} 88`)));
        expect(uses.filter((code) => code === undefined)).toHaveLength(1);
        expect([await use(second!, 'once more 12345'), await victim.whoAmI()]).toEqual(['CONFLICT', null]);
        await expect(new Attacker(ground.url).signIn(victim.email, PASSWORD)).rejects.toThrow();
      },
    );

    attackByMail(29, 'a program that opens the links of letters and invitations uses nothing up and changes nothing', async () => {
      const owner = await ground.newcomer('Owner');
      await askReset(owner.email);
      const reset = (await tokensSent(ground.mail!, owner.email, 'reset-password')).at(-1)!;
      const confirm = (await tokensSent(ground.mail!, owner.email, 'confirm-email')).at(-1)!;
      const { slug } = await hide(ground, 'CLOSED');
      const { createGroupLink: link } = await ground.representative.ask<{ createGroupLink: { path: string } }>(
        'mutation ($group: String!) { createGroupLink(group: $group, uses: 1, days: 7) { path } }', { group: slug }); // prettier-ignore
      for (const who of [ground.anybody(), owner])
        for (const path of [`/reset-password?token=${reset}`, `/confirm-email?token=${confirm}`, link.path])
          for (const method of ['GET', 'HEAD', 'OPTIONS'])
            await who.raw({ method, path, headers: { accept: 'text/html', 'user-agent': 'scanner' } });
      const { security } = await owner.ask<{ security: object }>('{ security { isEmailVerified } }');
      expect(security).toEqual({ isEmailVerified: false });
      expect(await owner.ask('query ($token: String!) { passwordResetOpen(token: $token) }', { token: reset })).toEqual({
        passwordResetOpen: true,
      });
      const { groupLinks } = await ground.representative.ask<{ groupLinks: object[] }>(`{ groupLinks(group: "${slug}") { usesLeft } }`);
      expect(groupLinks).toEqual([{ usesLeft: 1 }]);
      expect(await owner.ask('mutation ($token: String!) { confirmEmail(token: $token) }', { token: confirm })).toEqual({
        confirmEmail: true,
      });
    });

    attack(
      32,
      'the cookie is bound to this very host, new at each sign-in, and none that others set or knew before is believed',
      async () => {
        const victim = await ground.newcomer('Victim');
        const isHttps = /^https:|localhost|127\./.test(ground.url);
        const entered = async (before: Attacker): Promise<string> => {
          const body = JSON.stringify({
            query: 'mutation ($e: String!, $p: String!) { signIn(email: $e, password: $p) { roles } }',
            variables: { e: victim.email, p: PASSWORD },
          });
          const { headers } = await before.raw({
            method: 'POST',
            path: '/graphql',
            headers: { origin: ground.url, 'content-type': 'application/json' },
            body,
          });
          return headers.getSetCookie().find((line) => /veche=/.test(line))!;
        };
        const line = await entered(ground.anybody());
        expect(line).toMatch(isHttps ? /^__Host-veche=[\w-]{43,};/ : /^veche=[\w-]{43,};/);
        expect([
          /; *httponly/i.test(line),
          /; *samesite=(lax|strict)/i.test(line),
          /; *secure/i.test(line),
          /domain=/i.test(line),
          /; *path=\/(;|$)/i.test(line),
        ]).toEqual([true, true, isHttps, false, true]);
        const mallory = await ground.newcomer('Mallory');
        const known = mallory.cookie;
        // Fixation: the victim's browser has Mallory's cookie when the victim signs in.
        const renewed = (await entered(mallory)).split(';')[0]!;
        const whoIs = async (cookie: string) => {
          const { text } = await ground.anybody().raw({
            method: 'POST',
            path: '/graphql',
            headers: { origin: ground.url, 'content-type': 'application/json', cookie },
            body: '{"query":"{ viewer { person { id } } }"}',
          });
          return (JSON.parse(text) as { data: { viewer: { person: { id: string } | null } } }).data.viewer.person?.id ?? null;
        };
        expect([renewed === known, renewed === line.split(';')[0], await whoIs(known), await whoIs(renewed)]).toEqual([
          false,
          false,
          null,
          victim.personId,
        ]);
        const token = renewed.split('=')[1]!;
        if (isHttps)
          for (const name of ['veche', 'Host-veche', '__Secure-veche', '__host-veche', 'session', 'token'])
            expect([name, await whoIs(`${name}=${token}`)]).toEqual([name, null]);
      },
    );

    attack(36, 'a token of another kind is no session, and no header or address is one either', async () => {
      const owner: Member = await ground.newcomer('Owner');
      const [, session] = owner.cookie.split('=');
      const { slug } = await hide(ground, 'CLOSED');
      const { createGroupLink: link } = await ground.representative.ask<{ createGroupLink: { path: string } }>(
        'mutation ($group: String!) { createGroupLink(group: $group, uses: 1, days: 7) { path } }', { group: slug }); // prettier-ignore
      const { issuePasswordLink } = await ground.admin.ask<{ issuePasswordLink: string }>(
        `mutation { issuePasswordLink(person: "${owner.personId}") }`,
      );
      const others = [
        link.path.split('/').at(-1)!,
        new URL(issuePasswordLink).searchParams.get('token')!,
        owner.personId,
        'x'.repeat(43),
        '',
      ];
      const [name] = owner.cookie.split('=');
      const asks: { headers: Record<string, string>; path: string }[] = [
        ...others.map((token) => ({ headers: { cookie: `${name}=${token}` }, path: '/graphql' })),
        ...['Bearer', 'Token', 'Basic'].map((kind) => ({ headers: { authorization: `${kind} ${session}` }, path: '/graphql' })),
        { headers: { 'x-access-token': session!, 'x-user-id': owner.personId, 'x-person-id': owner.personId }, path: '/graphql' },
        { headers: {}, path: `/graphql?token=${session}&session=${session}&access_token=${session}` },
      ];
      const viewer = async ({ headers, path }: { headers: Record<string, string>; path: string }) =>
        (
          await ground.anybody().raw({
            method: 'POST',
            path,
            headers: { origin: ground.url, 'content-type': 'application/json', ...headers },
            body: '{"query":"{ viewer { person { id } roles } }"}',
          })
        ).text;
      expect(await viewer({ headers: { cookie: owner.cookie }, path: '/graphql' })).toContain(owner.personId);
      for (const one of asks) expect([one, (await viewer(one)).trim()]).toEqual([one, '{"data":{"viewer":{"person":null,"roles":[]}}}']);
    });
  });
}
