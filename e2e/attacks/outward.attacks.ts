import { beforeAll, describe, expect } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { Wanderer } from '../login/wanderer.js';
import { attackOnOwn } from './support/attack.js';
import { type Ground, type OwnGround, trapIssuers } from './support/ground.js';

/** Cases 41 and 42: what the portal asks of others, and what others tell it. */
export function outwardCalls(at: () => Ground): void {
  describe('calls to the outside and from it', () => {
    let ground: Ground;
    let own: OwnGround;
    beforeAll(() => {
      ground = at();
      own = ground.own!;
    });
    /** No picture waits to be copied. */
    const copied = () =>
      eventually(
        async () =>
          (
            await own.portal.query(
              `select from graphile_worker.jobs where task_identifier = 'identity-picture' and attempts < max_attempts`,
            )
          ).length === 0,
        30_000,
      );

    attackOnOwn(
      41,
      'no address that somebody wrote leads the portal into its own network: not by form, name, redirect or protocol',
      async () => {
        const { trap, redirector, networks } = own;
        const forms = trapIssuers(trap);
        // The trap catches whoever goes there.
        await fetch(forms['plain']!);
        expect(trap.caught).toBe(1);
        trap.caught = 0;
        for (const provider of [...Object.keys(forms), 'redirected']) {
          const { headers } = await ground.anybody().raw({ path: `/auth/${provider}`, headers: { 'sec-fetch-site': 'same-origin' } });
          expect([provider, headers.get('location')]).toEqual([provider, expect.stringMatching(/^\/sign-in\?trouble=(provider|proof)$/)]);
        }
        expect([redirector.asked > 0, trap.caught]).toEqual([true, 0]);
        const pictures = [...Object.values(forms), redirector.url, 'file:///etc/passwd', 'data:image/png;base64,AAAA'];
        for (const [i, picture] of pictures.entries()) {
          networks.person = { id: `8400${i}`, name: 'Pictured', hasPicture: true };
          networks.claims = (claims) => ({ ...claims, picture });
          await new Wanderer(own).through('keycloak');
        }
        networks.claims = (claims) => claims;
        await copied();
        const target = 'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }';
        for (const url of [...Object.values(forms), redirector.url]) {
          const { saveConnection } = await ground.admin.ask<{ saveConnection: { id: string } }>(target, {
            input: { name: 'Trap', url: `${url}/hook` },
          });
          const { checkConnection } = await ground.admin.ask<{ checkConnection: string[] }>(
            'mutation ($id: ID!) { checkConnection(id: $id) }',
            saveConnection,
          );
          expect([url, checkConnection.length]).toEqual([url, 1]);
          await ground.admin.ask('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', saveConnection);
        }
        for (const url of [
          'file:///etc/passwd',
          'gopher://127.0.0.1/x',
          'ftp://127.0.0.1/',
          `http://crm.example@127.0.0.1:${trap.port}/`,
          'unix:/run/x',
          '//127.0.0.1/',
        ])
          expect([url, (await ground.admin.graphql(target, { input: { name: 'Trap', url } })).errors?.[0]?.extensions.field]).toEqual([
            url,
            'url',
          ]);
        expect(trap.caught).toBe(0);
      },
    );

    attackOnOwn(
      42,
      'a word from outside counts when it is rightly signed, for this portal, fresh and for the first time, and no address in it is visited',
      async () => {
        const { networks, trap } = own;
        const enter = async (token: (audience: string) => Promise<string>) => {
          const one = new Wanderer(own);
          const there = new URL(await one.toProvider('/auth/company'));
          const callback = new URL(there.searchParams.get('callback')!);
          callback.searchParams.set('state', there.searchParams.get('state')!);
          callback.searchParams.set('token', await token(callback.origin));
          await one.comeBack(callback.href);
          return one.whoAmI();
        };
        networks.person = { id: '8500', name: 'From the Shop' };
        const hook = `http://127.0.0.1:${trap.port}/hook`;
        trap.caught = 0;
        const right = (aud: string) =>
          networks.companyToken({ aud, jti: 'only-once', picture: hook, avatar: hook, url: hook, jku: hook, callback: hook });
        const wrong: ((aud: string) => Promise<string>)[] = [
          (aud) => networks.companyToken({ aud }, { secret: 'another secret of thirty-two chars' }),
          (aud) => networks.companyToken({ aud }, { seconds: -120 }),
          (aud) =>
            networks.companyToken({ aud, iat: Math.floor(Date.now() / 1_000) - 86_400, exp: Math.floor(Date.now() / 1_000) + 86_400 }),
          () => networks.companyToken({ aud: 'https://another-portal.example' }),
          async (aud) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await networks.companyToken({ aud })).split('.')[1]}.`,
          async (aud) => (await networks.companyToken({ aud })).replace(/\.[^.]+$/, '.AAAA'),
        ];
        for (const [i, token] of wrong.entries()) expect([i, await enter(token)]).toEqual([i, null]);
        expect(await enter(right)).toMatchObject({ name: 'From the Shop' });
        expect(await enter(right)).toBeNull();
        await copied();
        for (const path of ['/mail/stop?token=forged', `/mail/stop?token=${'x'.repeat(60)}`])
          await ground.anybody().raw({
            method: 'POST',
            path,
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: 'List-Unsubscribe=One-Click',
          });
        expect(trap.caught).toBe(0);
      },
    );
  });
}
