import { beforeAll, describe, expect } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { PASSWORD } from '../support/client.js';
import { attack, attackByMail } from './support/attack.js';
import { Attacker, type Member } from './support/attacker.js';
import { codeOf } from './support/authenticator.js';
import type { Ground } from './support/ground.js';
import { ask } from './support/hideaway.js';
import { tokensSent } from './support/letters.js';
import { listen } from './support/listener.js';

const SIGN_IN = 'mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { roles } }';
const SIGN_UP =
  'mutation ($name: String!, $email: String!, $password: String!) { signUp(name: $name, email: $email, password: $password) { roles } }';
const PASS = 'mutation ($code: String!) { passCode(code: $code) { person { id } } }';

/** Cases 30, 31 and 33 to 35: accounts of others. */
export function accountsOfOthers(at: () => Ground): void {
  describe('accounts of others', () => {
    let ground: Ground;
    beforeAll(() => {
      ground = at();
    });
    const codeIn = ({ errors }: { errors?: { extensions: { code: string } }[] }) => errors?.[0]?.extensions.code;

    attackByMail(30, 'nobody changes the password, the e-mail or the sessions of another by an id', async () => {
      const [mallory, victim] = [await ground.newcomer('Mallory'), await ground.newcomer('Victim')];
      const { sessions } = await victim.ask<{ sessions: { id: string }[] }>('{ sessions { id } }');
      const id = victim.personId;
      const acts = [
        `mutation { changePassword(current: "${PASSWORD}", next: "stolen phrase 1", person: "${id}") }`,
        `mutation { changePassword(current: "${PASSWORD}", next: "stolen phrase 1", accountId: "${id}") }`,
        `mutation { askEmailProof(email: "mallory@thief.example", person: "${id}") }`,
        `mutation { editProfile(name: "Taken", id: "${id}") { id } }`,
        `mutation { issuePasswordLink(person: "${id}") }`,
        `mutation { revokeSession(id: "${sessions[0]!.id}") }`,
        `mutation { unlinkIdentity(id: "${id}") }`,
      ];
      for (const query of acts) {
        const { data, errors } = await mallory.graphql<Record<string, unknown>>(query);
        expect([query, errors !== undefined || Object.values(data ?? {}).every((done) => done === false)]).toEqual([query, true]);
      }
      for (const who of [ground.moderator, ground.representative]) expect(codeIn(await who.graphql(acts[4]!))).toBe('FORBIDDEN');
      const extra = { person: id, id, account: id, accountId: id, personId: id, handle: victim.handle };
      await mallory.submit('/settings/security', { _form: 'changePassword', current: PASSWORD, next: 'my new phrase 1', ...extra });
      await mallory.submit('/settings', { _form: 'editProfile', name: 'Mallory New', bio: '', ...extra, handle: mallory.handle });
      // The link that the victim's account got is worth nothing in another's browser.
      const token = (await tokensSent(ground.mail!, victim.email, 'confirm-email')).at(-1)!;
      expect(codeIn(await mallory.graphql('mutation ($token: String!) { confirmEmail(token: $token) }', { token }))).toBe('CONFLICT');
      expect([await victim.whoAmI(), (await mallory.ask<{ viewer: { email: string } }>('{ viewer { email } }')).viewer.email]).toEqual([
        id,
        mallory.email,
      ]);
      const again = await new Attacker(ground.url).signIn(victim.email);
      expect((await again.ask<{ viewer: object }>('{ viewer { email person { name handle } } }')).viewer).toEqual({
        email: victim.email,
        person: { name: 'Victim Attacks', handle: victim.handle },
      });
    });

    attack(31, 'signing out, a suspension and a lost role end what was open with them: sessions, sockets, staff’s pages', async () => {
      const [leaver, suspect, helper] = await Promise.all(['Leaver', 'Suspect', 'Helper'].map((name) => ground.newcomer(name)));
      const ends = async (who: Member, lose: () => Promise<unknown>) => {
        const kept = new Attacker(ground.url);
        const cookie = who.cookie;
        const socket = await listen(who);
        await lose();
        await eventually(() => socket.ended !== undefined, 30_000);
        const { text } = await kept.raw({
          method: 'POST',
          path: '/graphql',
          headers: { origin: ground.url, 'content-type': 'application/json', cookie },
          body: '{"query":"{ viewer { person { id } } }"}',
        });
        expect(text).toContain('"person":null');
      };
      await ends(leaver!, () => leaver!.ask('mutation { signOut }'));
      await ends(suspect!, () =>
        ground.moderator.ask('mutation ($input: SanctionInput!) { sanctionPeople(input: $input) { id } }', {
          input: { people: [suspect!.personId], kind: 'SUSPEND', reason: 'SPAM' },
        }),
      );
      expect(codeIn(await ground.anybody().graphql(SIGN_IN, { email: suspect!.email, password: PASSWORD }))).toMatch(/INVALID|FORBIDDEN/);
      const role = (verb: string) =>
        ground.admin.ask(`mutation ($person: ID!) { ${verb}(person: $person, role: OPERATOR) { roles } }`, { person: helper!.personId });
      const topic = await ask(ground.representative, { audience: 'STAFF', title: 'For staff alone', body: 'Between us' });
      const sees = async () =>
        (await helper!.ask<{ topic: object | null }>('query ($key: String!) { topic(key: $key) { id } }', { key: topic.key })).topic !==
        null;
      await role('grantRole');
      expect(await sees()).toBe(true);
      await role('revokeRole');
      expect([await sees(), (await helper!.page(topic.path)).status]).toEqual([false, 404]);
    });

    attack(33, 'a second factor is single-use, and guesses at it are counted by account, from wherever they come', async () => {
      const owner = await ground.newcomer('Owner');
      const { beginSecondFactor: factor } = await owner.ask<{ beginSecondFactor: { secret: string } }>(
        'mutation { beginSecondFactor { secret } }',
      );
      const { confirmSecondFactor: recovery } = await owner.ask<{ confirmSecondFactor: string[] }>(
        'mutation ($code: String!) { confirmSecondFactor(code: $code) }',
        { code: codeOf(factor.secret, -1) },
      );
      const waiting = async () => {
        const one = new Attacker(ground.url);
        await one.ask(SIGN_IN, { email: owner.email, password: PASSWORD });
        expect(await one.whoAmI()).toBeNull();
        return one;
      };
      const pass = async (code: string) => {
        const one = await waiting();
        await one.graphql(PASS, { code });
        return one.whoAmI();
      };
      const code = codeOf(factor.secret, 0);
      expect([await pass(code), await pass(code)]).toEqual([owner.personId, null]);
      expect([await pass(recovery[0]!), await pass(recovery[0]!)]).toEqual([owner.personId, null]);
      // Two wrong ones were counted since the last right one, or fewer: five more are enough.
      for (let i = 0; i < 5; i += 1) expect(await pass(String(100_000 + i))).toBeNull();
      const last = await waiting();
      expect(codeIn(await last.graphql(PASS, { code: recovery[1]! }))).toBe('LIMITED');
      expect(await last.whoAmI()).toBeNull();
    });

    attack(
      34,
      'an address is taken as one address or not at all: no encoded words, second addresses or lines, no twin by letters',
      async () => {
        const hostile = ['=?utf-8?q?evil=40thief.example=3e?=@people.example', '"alice@people.example"@thief.example', 'alice@people.example@thief.example', 'a@thief',
        'alice@people.example,mallory@thief.example', 'alice@people.example\r\nbcc: mallory@thief.example', '<alice@people.example>', 'alice@people.example\u0000@thief.example',
        'alice@[127.0.0.1]', 'alice(people.example)@thief.example', 'alice@people.example;mallory@thief.example', '@people.example', 'alice@.example', 'alice@people..example', 'alice@-people.example']; // prettier-ignore
        for (const email of hostile) {
          const { errors } = await ground.anybody().graphql(SIGN_UP, { name: 'Mallory', email, password: PASSWORD });
          expect([email, errors?.[0]?.extensions]).toEqual([email, { code: 'INVALID', field: 'email' }]);
        }
        const victim = await ground.newcomer('Victim');
        const [local, domain] = victim.email.split('@') as [string, string];
        const twins = [
          victim.email.toUpperCase(),
          ` ${victim.email} `,
          `${local}@${domain.toUpperCase()}`,
          victim.email.replace('v', 'ｖ'),
        ];
        for (const email of twins)
          expect([email, codeIn(await ground.anybody().graphql(SIGN_UP, { name: 'Twin', email, password: PASSWORD }))]).toEqual([
            email,
            'CONFLICT',
          ]);
      },
    );

    attack(
      35,
      'fifty registrations of one e-mail at once make one account, and who has one is told by neither words nor time at the door',
      async () => {
        const email = `crowd.${Math.random().toString(36).slice(2)}@people.example`;
        const crowd = await Promise.all(
          Array.from({ length: 50 }, () => ground.anybody().graphql(SIGN_UP, { name: 'One of Fifty', email, password: PASSWORD })),
        );
        const refusals = crowd.filter(({ errors }) => errors !== undefined).map(codeIn);
        expect([crowd.length - refusals.length, refusals.filter((code) => code !== 'CONFLICT' && code !== 'LIMITED')]).toEqual([1, []]);
        const victim = await ground.newcomer('Victim');
        const nobody = `nobody.${Math.random().toString(36).slice(2)}@people.example`;
        const spent = { known: 0, unknown: 0 };
        const said = { known: new Set<string>(), unknown: new Set<string>() };
        const tried = async (whom: 'known' | 'unknown', query: string, variables: Record<string, unknown>) => {
          const began = performance.now();
          const { text, status } = await ground.anybody().raw({
            method: 'POST',
            path: '/graphql',
            headers: { origin: ground.url, 'content-type': 'application/json' },
            body: JSON.stringify({ query, variables }),
          });
          spent[whom] += performance.now() - began;
          said[whom].add(`${status} ${text}`);
        };
        for (let i = 0; i < 6; i += 1)
          for (const [whom, address] of [
            ['known', victim.email],
            ['unknown', nobody],
          ] as const)
            await tried(whom, SIGN_IN, { email: address, password: 'not the password' });
        // A password that is not even compared would take a tenth of the time.
        expect([spent.unknown > spent.known / 3, spent.known > spent.unknown / 3]).toEqual([true, true]);
        for (const [whom, address] of [
          ['known', victim.email],
          ['unknown', nobody],
        ] as const)
          await tried(whom, 'mutation ($email: String!) { askPasswordReset(email: $email) }', { email: address });
        expect([said.known.size, said.unknown]).toEqual([2, said.known]);
      },
    );
  });
}
