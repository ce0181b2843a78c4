import { beforeAll, describe, expect } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { startReceiver } from '../support/receiver.js';
import { attack, attackOnOwn } from './support/attack.js';
import type { Attacker } from './support/attacker.js';
import { ALLOWED, type Ground } from './support/ground.js';
import { type Hideaway, answer, ask, hide, letIn, putOut, rareWord } from './support/hideaway.js';
import { listen } from './support/listener.js';

/** Cases 7 to 13: what was seen once, is kept somewhere, or goes on by itself. */
export function readingAfterwards(at: () => Ground): void {
  describe('reading afterwards and elsewhere', () => {
    let ground: Ground;
    let hidden: Hideaway;
    beforeAll(async () => {
      ground = at();
      hidden = await hide(ground, 'CLOSED');
    });

    attack(7, 'a socket hears of a hidden topic neither without the right nor after its loss', async () => {
      const carol = await ground.newcomer('Carol');
      await letIn(ground.representative, hidden.slug, carol);
      const open = await ask(ground.bob, { title: 'Open to all ears', body: 'Nothing hidden here' });
      const people = [ground.anybody(), ground.bob, ground.moderator, carol, ground.alice];
      const ears = await Promise.all(people.map((who) => listen(who)));
      for (const ear of ears) for (const topic of [hidden.topic.id, open.id]) await ear.watch({ topic });
      for (const ear of ears) await ear.watch({ list: {} });
      const about = (i: number, id: string) => ears[i]!.frames.filter(({ topic }) => topic === id).length;
      const said = async (id: string, who: Attacker) => answer(who, id, 'Something new');
      await said(hidden.topic.id, ground.representative);
      await eventually(() => about(3, hidden.topic.id) > 0 && about(4, hidden.topic.id) > 0);
      await putOut(ground.representative, hidden.slug, carol);
      const before = ears.map((_, i) => about(i, hidden.topic.id));
      await said(hidden.topic.id, ground.representative);
      // Told in order: whoever hears this would have heard that.
      await said(open.id, ground.bob);
      await eventually(() => ears.every((ear, i) => ear.ended !== undefined || about(i, open.id) > 0));
      await eventually(() => about(4, hidden.topic.id) > before[4]!);
      expect(ears.slice(0, 4).map((_, i) => about(i, hidden.topic.id))).toEqual([0, 0, 0, before[3]]);
      const strange = async (topic: string) => ({ ...(await ears[1]!.watch({ topic })), watch: '', cursor: '' });
      expect(await strange(hidden.topic.id)).toEqual(await strange('0190a0a0-0000-7000-8000-00000000dead'));
      for (const ear of ears) ear.close();
    });

    attack(8, 'nothing made for a member is kept for a guest, and no error may be kept', async () => {
      const pages = ['/', '/ideas', '/settings', '/notifications', `/g/${hidden.slug}`, hidden.topic.path, `/files/${hidden.fileId}`];
      const visit = (who: Attacker, path: string) => who.raw({ path, headers: { accept: 'text/html' } });
      const own = [];
      for (let twice = 0; twice < 2; twice += 1) for (const path of pages) own.push(await visit(ground.alice, path));
      expect(own.map(({ text }) => text).join('')).toContain(hidden.words[0]);
      for (const { headers } of own) expect(headers.get('cache-control')).toMatch(/no-store|private/);
      for (const path of pages) {
        const { text, headers } = await visit(ground.anybody(), path);
        expect([
          path,
          hidden.words.filter((word) => text.includes(word) && !path.includes(word)),
          text.includes(ground.alice.email),
        ]).toEqual([path, [], false]);
        expect(headers.get('set-cookie') ?? '').not.toContain('veche=');
      }
      const asked = await ground.alice.fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ viewer { email } }"}',
      });
      expect([asked.headers.get('cache-control'), await asked.text()]).toEqual([
        expect.stringContaining('no-store'),
        expect.stringContaining(ground.alice.email),
      ]);
      const errors = await Promise.all([
        ground.anybody().raw({ path: '/no-such-page', headers: { accept: 'text/html' } }),
        ground.anybody().raw({ path: '/files/0190a0a0-0000-7000-8000-00000000dead' }),
        ground.anybody().raw({ path: '/auth/pictures/0190a0a0-0000-7000-8000-00000000dead' }),
        ground.anybody().raw({ path: hidden.topic.path }),
        ground.anybody().raw({ path: '/graphql?query=%7B' }),
        ground.anybody().raw({ method: 'POST', path: '/graphql', headers: { origin: 'https://evil.example', 'content-type': 'application/json' }, body: '{}' }),
        ground.anybody().raw({ method: 'POST', path: '/ask', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }),
      ]); // prettier-ignore
      expect(errors.map(({ status, headers }) => [status >= 400, /no-store/.test(headers.get('cache-control') ?? '')])).toEqual(
        errors.map(() => [true, true]),
      );
    });

    attack(9, 'what was derived from a text is gone with it: lists, excerpts, search, suggestions and kept pages', async () => {
      const [word, tag] = [rareWord(), rareWord()];
      const topic = await ask(ground.bob, { title: `Soon gone ${word}`, body: `All of it ${word}`, tags: [tag] });
      const visitor = ground.anybody();
      const places = async () => {
        const data = await visitor.ask(
          `query ($word: String!, $handle: String!, $tag: String!) { search(query: $word) { topics { title } } similarTopics(title: $word) { title } topics(first: 50) { nodes { title excerpt } }
            person(handle: $handle) { writings { nodes { __typename } } } tags { name } tag(slug: $tag) { name } }`,
          { word, handle: ground.bob.handle, tag },
        );
        const pages = await Promise.all(
          ['/', '/questions', topic.path, '/tags', `/people/${ground.bob.handle}`].map((path) => visitor.page(path)),
        );
        return [
          JSON.stringify(data),
          ...pages.map(({ html }) => html.replaceAll(topic.path, '').replaceAll(encodeURIComponent(topic.path), '')),
        ].filter((text) => text.includes(word) || text.includes(tag)).length;
      };
      await eventually(async () => (await places()) >= 5, 30_000);
      await ground.bob.ask('mutation ($topic: ID!) { deleteTopic(topic: $topic) { id } }', { topic: topic.id });
      await eventually(async () => (await places()) === 0, 60_000);
      expect((await visitor.page(topic.path)).status).toBe(404);
    });

    attack(10, 'a file obeys its post, and no file of the portal itself is reached by an address', async () => {
      const forms = ['', '/', '.png', '?download=1', '%00', '/../' + hidden.fileId];
      for (const who of [ground.anybody(), ground.bob, ground.moderator, ground.admin])
        for (const form of forms)
          for (const headers of [{}, { range: 'bytes=0-3' }, { 'if-none-match': '*' }] as Record<string, string>[]) {
            const { status } = await who.raw({ path: `/files/${hidden.fileId}${form}`, headers });
            expect([form, headers, status >= 400]).toEqual([form, headers, true]);
          }
      expect((await ground.alice.raw({ path: `/files/${hidden.fileId}` })).status).toBe(200);
      const climbs = ['..', '%2e%2e', '..%2f..', '%2e%2e%2f%2e%2e', '..%5c..', '....//..'];
      const roots = ['', '/assets', '/files', '/theme', '/mail', '/auth/pictures'];
      const targets = [
        'package.json',
        '.env',
        'postgres.json',
        'secret.key',
        '.veche/secret.key',
        'etc/passwd',
        'backup.tar',
        'veche-backup.tar.gz',
      ];
      for (const root of roots)
        for (const climb of climbs)
          for (const path of targets.map((target) => `${root}/${climb}/${climb}/${climb}/${target}`)) {
            const { status, text } = await ground.anybody().raw({ path });
            expect([path, status >= 300, /"workspaces"|root:x:|"password"/.test(text)]).toEqual([path, true, false]);
          }
      for (const path of [...targets, '.git/config', 'backup', 'backups/latest', 'node_modules/pg/package.json'])
        expect([path, (await ground.admin.raw({ path: `/${path}` })).status]).toEqual([path, 404]);
    });

    attack(
      11,
      'who moderates one group has no right in another, none over owners, addresses or passwords; the audit log holds no secret',
      async () => {
        const [carol, dave] = [await ground.newcomer('Carol'), await ground.newcomer('Dave')];
        const other = await hide(ground, 'CLOSED');
        for (const person of [carol, dave]) await letIn(ground.representative, hidden.slug, person);
        const act = (who: Attacker, verb: string, group: string, person: string, more = '') =>
          who.graphql(`mutation ($group: String!, $person: ID!) { ${verb}(group: $group, person: $person${more}) { id } }`, {
            group,
            person,
          });
        expect((await act(ground.representative, 'setGroupRole', hidden.slug, carol.personId, ', role: MODERATOR')).errors).toBeUndefined();
        expect((await act(carol, 'removeFromGroup', hidden.slug, dave.personId, ', reason: "She may"')).errors).toBeUndefined();
        const refused = [
          await act(carol, 'removeFromGroup', other.slug, ground.alice.personId, ', reason: "x"'),
          await act(carol, 'banFromGroup', other.slug, ground.alice.personId, ', reason: "x"'),
          await act(carol, 'admitToGroup', other.slug, carol.personId),
          await act(carol, 'removeFromGroup', hidden.slug, ground.representative.personId, ', reason: "x"'),
          await act(carol, 'banFromGroup', hidden.slug, ground.representative.personId, ', reason: "x"'),
          await act(carol, 'setGroupRole', hidden.slug, carol.personId, ', role: OWNER'),
          await act(carol, 'setGroupRole', hidden.slug, ground.representative.personId, ', role: MEMBER'),
          await carol.graphql(`mutation { changeGroupType(group: "${hidden.slug}", type: PUBLIC) { id } }`),
          await carol.graphql(`mutation { stepIn(group: "${other.slug}", reason: "To look around") { id } }`),
          await carol.graphql(`{ groupActs(group: "${other.slug}") { at } }`),
          await carol.graphql('{ auditLog { nodes { act } } }'),
          await ground.moderator.graphql(`mutation { issuePasswordLink(person: "${ground.bob.personId}") }`),
          await ground.moderator.graphql(`mutation { grantRole(person: "${ground.moderator.personId}", role: ADMIN) { roles } }`),
        ];
        expect(refused.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(
          refused.map(() => expect.stringMatching(/FORBIDDEN|NOT_FOUND|INVALID|CONFLICT/)),
        );
        const staffed = JSON.stringify([
          await ground.moderator.graphql('{ staff { email roles } }'),
          await carol.graphql('{ findPeople(query: "alice") { email } }'),
        ]);
        expect([staffed.includes(ground.alice.email), staffed.includes(ground.admin.email)]).toEqual([false, false]);
        const { issuePasswordLink: link } = await ground.admin.ask<{ issuePasswordLink: string }>(
          `mutation { issuePasswordLink(person: "${dave.personId}") }`,
        );
        const log = JSON.stringify(
          await ground.admin.ask('{ auditLog(first: 50) { nodes { act subject subjectName facts { name value } } } }'),
        );
        expect([log.includes('account.link_issued'), log.includes(link.split('token=')[1]!), log.includes(dave.email)]).toEqual([
          true,
          false,
          false,
        ]);
      },
    );

    attackOnOwn(
      12,
      'a delivery tells a CRM ids and no word of what was written, however late it is sent, and only who may can send it again',
      async () => {
        const receiver = await startReceiver(ALLOWED);
        const { saveConnection } = await ground.admin.ask<{ saveConnection: { id: string } }>(
          'mutation ($input: ConnectionInput!) { saveConnection(input: $input) { id } }',
          {
            input: { name: 'CRM', url: receiver.url, secret: receiver.secret },
          },
        );
        const gone = await ask(ground.alice, {
          group: hidden.slug,
          title: `Told by id ${hidden.words[0]}`,
          body: `Only ${hidden.words[1]}`,
        });
        await ground.alice.ask('mutation ($topic: ID!) { deleteTopic(topic: $topic) { id } }', { topic: gone.id });
        await eventually(() => [...receiver.received.values()].some(({ data }) => JSON.stringify(data).includes(gone.key)), 30_000);
        const bodies = JSON.stringify([...receiver.received.values()]);
        expect(hidden.words.filter((word) => bodies.includes(word))).toEqual([]);
        const [interaction] = receiver.received.keys();
        for (const who of [ground.anybody(), ground.bob, ground.moderator, ground.representative])
          for (const again of ['retryDelivery', 'retryAllLike'] as const) {
            const document = `mutation ($c: ID!, $i: ID!) { ${again}(connection: $c, interaction: $i) ${again === 'retryDelivery' ? '{ id }' : ''} }`;
            const { errors } = await who.graphql(document, { c: saveConnection.id, i: interaction });
            expect(errors?.[0]?.extensions.code).toMatch(/UNAUTHENTICATED|FORBIDDEN/);
          }
        await ground.admin.ask('mutation ($id: ID!) { pauseConnection(id: $id) { id } }', { id: saveConnection.id });
        await receiver.close();
      },
    );

    attack(13, 'the history of a post that was taken away is gone with it, and that of a hidden one is nobody else’s', async () => {
      const word = rareWord();
      const topic = await ask(ground.bob, { title: `An open topic with a past ${word}`, body: 'Now' });
      const reply = await answer(ground.bob, topic.id, `Then ${word}`);
      await ground.bob.ask('mutation ($reply: ID!) { editReply(reply: $reply, body: "Nothing any more") { id } }', { reply });
      await ground.bob.ask('mutation ($topic: ID!) { editTopic(input: { topic: $topic, title: "An open topic" }) { id } }', {
        topic: topic.id,
      });
      const past = async (who: Attacker) => {
        const { data, errors } = await who.graphql(
          `query ($key: String!) { topic(key: $key) { revisions { title bodyMarkdown } replies { nodes { revisions { bodyMarkdown bodyDiff { text } } } } } }`,
          { key: topic.key },
        );
        return JSON.stringify([data, errors]) + (await who.page(`${topic.path.replace(word, '')}/history`)).html.replaceAll(topic.path, '');
      };
      expect(await past(ground.bob)).toContain(word);
      await ground.bob.ask('mutation ($reply: ID!) { deleteReply(reply: $reply) { id } }', { reply });
      await ground.moderator.ask('mutation ($topic: ID!) { deleteTopic(topic: $topic) { id } }', { topic: topic.id });
      for (const who of [ground.anybody(), ground.alice, ground.representative]) expect((await past(who)).includes(word)).toBe(false);
      for (const who of [ground.anybody(), ground.bob, ground.moderator])
        expect((await who.page(`${hidden.topic.path}/history`)).status).toBe(404);
    });
  });
}
