import { beforeAll, describe, expect } from '@jest/globals';
import { attack, attackByMail } from './support/attack.js';
import type { Attacker, Member } from './support/attacker.js';
import type { Ground } from './support/ground.js';

const FORGED = 'mutation { editProfile(name: "Forged by another site") { id } }';
const JSON_TYPE = { 'content-type': 'application/json' };

/** Cases 37 to 40: requests that are not what they seem. */
export function forgedRequests(at: () => Ground): void {
  describe('forged requests', () => {
    let ground: Ground;
    let victim: Member;
    beforeAll(async () => {
      ground = at();
      victim = await ground.newcomer('Victim');
    });
    const nameOf = async (who: Attacker) =>
      (await who.ask<{ viewer: { person: { name: string } } }>('{ viewer { person { name } } }')).viewer.person.name;
    /** What a browser says of a request that another site made it send. */
    const foreign = (): Record<string, string>[] => {
      const { host } = new URL(ground.url);
      return [
        {},
        { origin: 'null' },
        { origin: 'https://evil.example' },
        { origin: `https://${host}.evil.example` },
        { origin: `http://${host}@evil.example` },
        { origin: ground.url, 'sec-fetch-site': 'cross-site' },
        { origin: ground.url, 'sec-fetch-site': 'same-site' },
        { 'sec-fetch-site': 'none' },
      ];
    };

    attack(
      37,
      'no request that a foreign page can make a browser send changes anything: any method, any content type, any path',
      async () => {
        const json = JSON.stringify({ query: FORGED });
        const border = 'b0rder';
        const part = (name: string, value: string) => `--${border}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
        const multipart = `${part('operations', json)}${part('map', '{}')}${part('query', FORGED)}--${border}--\r\n`;
        const bodies: [string | undefined, string][] = [
          ['application/json', json],
          ['text/plain', json],
          ['text/plain; application/json', json],
          ['application/json; charset=utf-16', json],
          ['application/graphql', FORGED],
          ['application/x-www-form-urlencoded', new URLSearchParams({ query: FORGED }).toString()],
          [`multipart/form-data; boundary=${border}`, multipart],
          ['', json],
          [undefined, json],
        ];
        for (const says of foreign()) {
          for (const [type, body] of bodies)
            await victim.raw({
              method: 'POST',
              path: '/graphql',
              body,
              headers: { ...says, ...(type !== undefined && { 'content-type': type }) },
            });
          const form = new URLSearchParams({ _form: 'editProfile', name: 'Forged by another site', bio: '' }).toString();
          for (const path of ['/settings', '/', '/settings/profile'])
            await victim.raw({
              method: 'POST',
              path,
              body: form,
              headers: { ...says, 'content-type': 'application/x-www-form-urlencoded' },
            });
          for (const headers of [{}, { 'x-http-method-override': 'POST' }] as Record<string, string>[])
            for (const method of ['GET', 'HEAD', 'OPTIONS'])
              await victim.raw({ method, path: `/graphql?query=${encodeURIComponent(FORGED)}`, headers: { ...says, ...headers } });
        }
        // Nor does a GET from the portal's own pages.
        await victim.raw({
          path: `/graphql?query=${encodeURIComponent(FORGED)}`,
          headers: { origin: ground.url, 'sec-fetch-site': 'same-origin', 'apollo-require-preflight': '1' },
        });
        expect(await nameOf(victim)).toBe('Victim Attacks');
        await victim.raw({
          method: 'POST',
          path: '/graphql',
          body: json.replace('Forged by another site', 'By my own page'),
          headers: { origin: ground.url, ...JSON_TYPE },
        });
        expect(await nameOf(victim)).toBe('By my own page');
        const { headers } = await ground.anybody().raw({
          method: 'OPTIONS',
          path: '/graphql',
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        });
        expect(headers.get('access-control-allow-origin')).toBeNull();
      },
    );

    attack(38, 'a socket is opened from pages of the portal alone', async () => {
      const upgrade = {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      };
      const open = async (headers: Record<string, string>, transport = 'websocket') => {
        const more = transport === 'websocket' ? upgrade : {};
        return (await victim.raw({ path: `/socket.io/?EIO=4&transport=${transport}`, headers: { ...more, ...headers } })).status;
      };
      const { host } = new URL(ground.url);
      for (const origin of ['https://evil.example', 'null', `https://${host}.evil.example`, `http://${host}@evil.example`, '', 'file://']) {
        expect([origin, (await open({ origin })) >= 400]).toEqual([origin, true]);
        expect([origin, (await open({ origin }, 'polling')) >= 400]).toEqual([origin, true]);
      }
      expect([(await open({})) >= 400, await open({ origin: ground.url })]).toEqual([true, 101]);
    });

    attack(
      39,
      'an address written in another way is the same address or none: nobody gets past a rule by slashes, escapes or case',
      async () => {
        const ways = (path: string) => [path, `/${path}`, `//${path}`, `${path}/`, `${path};x=1`, `${path}%00`, `${path}%20`, `/.${path}`, `/x/..${path}`, `/%2e%2e${path}`, path.toUpperCase(),
        `/%${path.charCodeAt(1).toString(16)}${path.slice(2)}`, path.replace(/(?<!^)\//g, '%2f'), path.replace(/\//g, '\\'), `/\\${path}`, `http://evil.example${path}`, `${path}?x=/`, `${path}#x`]; // prettier-ignore
        const secret = ground.representative.email;
        expect((await ground.admin.page('/admin/people')).html).toContain(secret);
        for (const path of ways('/admin/people'))
          for (const who of [ground.anybody(), ground.bob, ground.moderator]) {
            const { text } = await who.raw({ path, headers: { accept: 'text/html' } });
            expect([path, text.includes(secret)]).toEqual([path, false]);
          }
        const deep = `{ ${'topics { nodes { author { writings { nodes { '.repeat(12)} __typename ${'} } } } } '.repeat(12)} }`;
        for (const path of ways('/graphql')) {
          await victim.raw({
            method: 'POST',
            path,
            headers: { origin: 'https://evil.example', ...JSON_TYPE },
            body: JSON.stringify({ query: FORGED }),
          });
          const { text } = await ground
            .anybody()
            .raw({ method: 'POST', path, headers: { origin: ground.url, ...JSON_TYPE }, body: JSON.stringify({ query: deep }) });
          expect([path, text.includes('"nodes"')]).toEqual([path, false]);
        }
        expect(await nameOf(victim)).not.toContain('Forged');
      },
    );

    attackByMail(
      40,
      'a limit by address holds for who writes other addresses into headers, and one by account for who has many addresses',
      async () => {
        const one = ground.anybody();
        const lie = (i: number): Record<string, string> => {
          const address = `203.0.113.${i}`;
          return {
            'x-forwarded-for': `${address}, 198.51.100.${i}`,
            'x-real-ip': address,
            forwarded: `for=${address}`,
            'cf-connecting-ip': address,
            'true-client-ip': address,
            'x-client-ip': address,
          };
        };
        const say = async (who: Attacker, i: number, query: string, variables: Record<string, unknown>) =>
          (
            await who.raw({
              method: 'POST',
              path: '/graphql',
              headers: { origin: ground.url, ...JSON_TYPE, ...lie(i) },
              body: JSON.stringify({ query, variables }),
            })
          ).text;
        const asked = [];
        for (let i = 0; i < 21; i += 1)
          asked.push(
            await say(one, i, 'mutation ($email: String!) { askPasswordReset(email: $email) }', { email: `nobody.${i}@people.example` }),
          );
        expect([asked[0], asked[20]]).toEqual([expect.stringContaining('true'), expect.stringContaining('LIMITED')]);
        const guess = (i: number) =>
          say(ground.anybody(), i, 'mutation ($e: String!) { signIn(email: $e, password: "a wrong one") { roles } }', { e: victim.email });
        const guesses = [];
        for (let i = 0; i < 11; i += 1) guesses.push(await guess(i));
        expect([guesses[0], guesses[10]]).toEqual([expect.stringContaining('INVALID'), expect.stringContaining('LIMITED')]);
      },
    );
  });
}
