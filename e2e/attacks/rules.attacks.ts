import { beforeAll, describe, expect } from '@jest/globals';
import { PASSWORD } from '../support/client.js';
import { attack } from './support/attack.js';
import { Attacker } from './support/attacker.js';
import type { Ground } from './support/ground.js';
import { answer, ask, hide, rareWord } from './support/hideaway.js';

const REPLY = 'mutation ($input: ReplyInput!) { reply(input: $input) { id } }';
const ASK = 'mutation ($input: AskInput!) { ask(input: $input) { id } }';

/** Cases 47 to 49: rules of the portal, when many come at once or more is said than was asked for. */
export function rulesUnderPressure(at: () => Ground): void {
  describe('rules under pressure', () => {
    let ground: Ground;
    beforeAll(() => {
      ground = at();
    });
    const codes = (answers: { errors?: { extensions: { code: string } }[] }[]) => answers.map(({ errors }) => errors?.[0]?.extensions.code);

    attack(
      47,
      'a hundred votes at once are one, a key is one reply, a link for one lets in one; closed is closed, and verdicts are for who may',
      async () => {
        const topic = await ask(ground.alice, { kind: 'IDEA', title: 'To be voted for', body: 'Once each' });
        const times = (count: number, query: string, variables: Record<string, unknown>, who: Attacker = ground.bob) =>
          Promise.all(Array.from({ length: count }, () => who.graphql(query, variables)));
        const tally = async () =>
          (
            await ground.bob.ask<{ topic: object }>('query ($key: String!) { topic(key: $key) { votes viewerVoted answerCount } }', {
              key: topic.key,
            })
          ).topic;
        await times(100, 'mutation ($id: ID!) { voteTopic(topic: $id) { id } }', { id: topic.id });
        expect(await tally()).toEqual({ votes: 1, viewerVoted: true, answerCount: 0 });
        await Promise.all(
          Array.from({ length: 40 }, (_, i) =>
            ground.bob.graphql(`mutation { ${i % 2 ? 'voteTopic' : 'withdrawTopicVote'}(topic: "${topic.id}") { id } }`),
          ),
        );
        const { votes, viewerVoted } = (await tally()) as { votes: number; viewerVoted: boolean };
        expect(votes).toBe(viewerVoted ? 1 : 0);
        await times(20, REPLY, { input: { topic: topic.id, body: 'Said once', idempotencyKey: rareWord() } });
        expect(await tally()).toMatchObject({ answerCount: 1 });
        const { slug } = await hide(ground, 'CLOSED');
        const { createGroupLink: link } = await ground.representative.ask<{ createGroupLink: { path: string } }>(
        'mutation ($group: String!) { createGroupLink(group: $group, uses: 1, days: 7) { path } }', { group: slug }); // prettier-ignore
        const crowd = await Promise.all(['Ann', 'Ben', 'Cleo', 'Dan'].map((name) => ground.newcomer(name)));
        const entered = await Promise.all(
          crowd.map((one) =>
            one.graphql('mutation ($token: String!) { acceptGroupLink(token: $token) { id } }', { token: link.path.split('/').at(-1) }),
          ),
        );
        expect(entered.filter(({ errors }) => errors === undefined)).toHaveLength(1);
        const reply = await answer(ground.bob, topic.id, 'An answer');
        const stranger = crowd[0]!;
        const mark = (verb: string) => stranger.graphql(`mutation ($reply: ID!) { ${verb}(reply: $reply) { id } }`, { reply });
        expect(codes([await mark('markSolution'), await mark('markOfficial'), await mark('deleteReply')])).toEqual([
          'FORBIDDEN',
          'FORBIDDEN',
          'FORBIDDEN',
        ]);
        const late = async () => codes(await times(3, REPLY, { input: { topic: topic.id, body: 'Too late' } }, stranger));
        await ground.moderator.ask('mutation ($topic: ID!) { closeTopic(topic: $topic) { id } }', { topic: topic.id });
        expect((await late()).every((code) => code !== undefined)).toBe(true);
        await ground.alice.graphql('mutation ($topic: ID!) { deleteTopic(topic: $topic) { id } }', { topic: topic.id });
        await ground.moderator.graphql('mutation ($topic: ID!) { deleteTopic(topic: $topic) { id } }', { topic: topic.id });
        expect(await late()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
        expect(codes([await stranger.graphql(`mutation { voteTopic(topic: "${topic.id}") { id } }`)])).toEqual(['NOT_FOUND']);
      },
    );

    attack(48, 'nobody sets by more words what only the portal or the company sets', async () => {
      const word = rareWord();
      const plain = { kind: 'QUESTION', title: `Assigned ${word}`, body: 'Nothing more' };
      const more: Record<string, unknown>[] = [
        { pinned: true }, { official: true }, { isOfficial: true }, { state: 'PUBLISHED' }, { authorId: ground.admin.personId }, { author: ground.admin.personId }, { authorName: 'Admin' },
        { createdAt: '2001-01-01T00:00:00Z' }, { votes: 999 }, { importedScore: 999 }, { key: 'aaaaaaaa' }, { id: ground.admin.personId }, { status: 'PLANNED' }, { role: 'ADMIN' }, { groupId: '1', audienceId: 1 },
        JSON.parse('{"__proto__":{"official":true}}') as Record<string, unknown>, { constructor: { prototype: { official: true } } },
      ]; // prettier-ignore
      for (const extra of more) {
        const body = JSON.stringify({ query: ASK, variables: { input: { ...plain, ...extra } } }).replace(/"input":\{/, (start) =>
          Object.keys(extra).length === 0 ? `${start}"__proto__":{"official":true},` : start,
        );
        const { text } = await ground.bob.raw({
          method: 'POST',
          path: '/graphql',
          headers: { origin: ground.url, 'content-type': 'application/json' },
          body,
        });
        expect([extra, text.includes('"INVALID"')]).toEqual([extra, true]);
      }
      const topic = await ask(ground.alice, plain);
      const refused = [
        await ground.bob.graphql(REPLY, { input: { topic: topic.id, body: 'Official', official: true } }),
        await ground.bob.graphql(ASK, { input: { ...plain, kind: 'UPDATE' } }),
        await ground.bob.graphql(ASK, { input: { ...plain, audience: 'STAFF' } }),
        await ground.bob.graphql('mutation ($id: ID!) { setStatus(topic: $id, status: PLANNED, word: "Mine") { id } }', { id: topic.id }),
        await ground.bob.graphql('mutation ($id: ID!) { editTopic(input: { topic: $id, title: "Taken over" }) { id } }', { id: topic.id }),
        await ground.bob.graphql('mutation ($id: ID!) { moveTopic(topic: $id, audience: MEMBERS) { id } }', { id: topic.id }),
        await ground.bob.graphql(`mutation { grantRole(person: "${ground.bob.personId}", role: ADMIN) { roles } }`),
        await ground.bob.graphql('mutation { editProfile(name: "Bob Attacks", title: "Chief of everything") { title } }'),
      ];
      expect(codes(refused)).toEqual(refused.map(() => expect.stringMatching(/FORBIDDEN|INVALID/)));
      // A form's fields are taken by name, never all of them.
      const { location } = await ground.bob.submit('/ask', {
        _form: 'ask',
        ...plain,
        official: 'true',
        audience: 'STAFF',
        author: ground.admin.personId,
        state: 'DELETED',
        votes: '99',
        status: 'PLANNED',
      });
      const key = /\/t\/(\w{8})/.exec(location ?? '')?.[1];
      const asked =
        key === undefined
          ? null
          : (
              await ground.bob.ask<{ topic: object }>(
                'query ($key: String!) { topic(key: $key) { votes status isOfficiallyAnswered audience author { id } } }',
                { key },
              )
            ).topic;
      if (asked !== null)
        expect(asked).toEqual({
          votes: 0,
          status: null,
          isOfficiallyAnswered: false,
          audience: 'EVERYONE',
          author: { id: ground.bob.personId },
        });
      const { viewer } = await ground.bob.ask<{ viewer: { roles: string[] } }>('{ viewer { roles } }');
      expect(viewer.roles).toEqual([]);
    });

    attack(49, 'nobody is sent to another site by an address of this one', async () => {
      const victim = await ground.newcomer('Victim');
      const evil = ['https://evil.example', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example', '\t//evil.example', '/%09/evil.example', 'http:evil.example', 'https:/evil.example',
        'javascript:alert(1)', 'data:text/html,x', '@evil.example', '/.//evil.example', '/x/..//evil.example', '/%2f%2fevil.example', `${ground.url}@evil.example`, `${ground.url}.evil.example`, ' //evil.example']; // prettier-ignore
      const isOwn = (location: string | null) => location === null || new URL(location, ground.url).origin === new URL(ground.url).origin;
      for (const to of evil) {
        const back = encodeURIComponent(to);
        const one = new Attacker(ground.url);
        for (const page of [`/sign-in?return=${back}`, `/sign-up?return=${back}`]) {
          const { html } = await one.page(page);
          const links = [...html.matchAll(/(?:href|action|src|content)="([^"]*)"/g)].map((match) => match[1]!.replaceAll('&amp;', '&'));
          expect([page, links.filter((link) => /^(?:[a-z]+:|[/\\]{2})/i.test(link) && !isOwn(link) && link.includes('evil'))]).toEqual([
            page,
            [],
          ]);
        }
        const { location } = await one.submit(`/sign-in?return=${back}`, {
          _form: 'signIn',
          email: victim.email,
          password: PASSWORD,
          return: to,
        });
        expect([to, location !== null, isOwn(location)]).toEqual([to, true, true]);
        const out = await one.submit(`/?return=${back}`, { _form: 'signOut', return: to });
        expect([to, isOwn(out.location)]).toEqual([to, true]);
        for (const path of [`/auth/keycloak?return=${back}`, `/?lang=en&return=${back}`]) {
          const response = await ground.anybody().raw({ path });
          const location = response.headers.get('location');
          expect([path, location?.includes('evil.example') ?? false]).toEqual([path, false]);
        }
        const group = await hideOnce();
        const { requestToJoin } = await victim.ask<{ requestToJoin: { wantedPath: string | null } }>(
          'mutation ($g: String!, $to: String!) { requestToJoin(group: $g, wantedPath: $to) { wantedPath } }',
          { g: group, to },
        );
        expect([to, isOwn(requestToJoin.wantedPath)]).toEqual([to, true]);
        await victim.graphql('mutation ($g: String!) { leaveGroup(group: $g) }', { g: group });
      }
      for (const path of [
        '//evil.example',
        '//evil.example/..',
        '/\\evil.example',
        '/%5cevil.example',
        '//evil.example//',
        '/%2f/evil.example',
        'http://evil.example/sign-in',
        '//admin',
      ]) {
        const { headers } = await ground.anybody().raw({ path });
        expect([path, isOwn(headers.get('location'))]).toEqual([path, true]);
      }
    });

    let group: string | undefined;
    const hideOnce = async () => (group ??= (await hide(ground, 'CLOSED')).slug);
  });
}
