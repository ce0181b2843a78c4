import { beforeAll, describe, expect } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import { attack } from './support/attack.js';
import type { Attacker, Member } from './support/attacker.js';
import type { Ground } from './support/ground.js';
import { type Hideaway, answer, ask, hide, letIn, putOut, rareWord } from './support/hideaway.js';
import { pointersOf } from './support/pointers.js';

/** Names of things that never were, each of the form of one that is. */
const NEVER = { id: '0190a0a0-0000-7000-8000-00000000dead', key: 'zzzzzzzz', slug: 'no-such-group-here', path: '/t/zzzzzzzz/x' };

/** Cases 1 to 6: what is hidden, looked for on second paths. */
export function readingWithoutRight(at: () => Ground): void {
  describe('reading without right', () => {
    let ground: Ground;
    let hidden: Hideaway;
    let schema: GraphQLSchema;
    beforeAll(async () => {
      ground = at();
      hidden = await hide(ground, 'UNLISTED');
      schema = buildClientSchema(await ground.anybody().ask<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
    });
    const strangers = (): [string, Attacker][] => [
      ['a visitor', ground.anybody()],
      ['a member', ground.bob],
      ['a moderator', ground.moderator],
      ['an administrator', ground.admin],
    ];

    /** Root fields that answer another thing about these than about what never was. */
    async function told(who: Attacker, kind: 'query' | 'mutation', ids: readonly string[]): Promise<string[]> {
      const differing = new Set<string>();
      const { slug, topic } = hidden;
      for (const pointer of pointersOf(schema, kind)) {
        // A moderator may step into any group, with a reason and for all its owners to see: their way in is no secret to them.
        if (pointer.field === 'stepIn' && (who === ground.moderator || who === ground.admin)) continue;
        // The order of an answer's two parts depends on how often its text came.
        const answerTo = async (variables: Record<string, unknown>) => {
          const { data, errors } = await who.graphql(pointer.query, variables);
          return JSON.stringify([data, errors]);
        };
        const missed = await answerTo(pointer.with(NEVER));
        const questions = new Map(
          ids.map((id) => pointer.with({ id, slug, key: topic.key, path: topic.path })).map((one) => [JSON.stringify(one), one]),
        );
        for (const question of questions.values()) if ((await answerTo(question)) !== missed) differing.add(pointer.field);
      }
      return [...differing];
    }

    attack(1, 'whatever takes an id answers the same about what is hidden and what never was', async () => {
      // Who may see it gets another answer: the questions are good ones.
      expect(await told(ground.alice, 'query', [hidden.topic.id])).toEqual(expect.arrayContaining(['topic', 'group']));
      const ids = [hidden.topic.id, hidden.replyId, hidden.id];
      const found = strangers().map(async ([name, who]) => [name, await told(who, 'query', ids), await told(who, 'mutation', ids)]);
      expect(await Promise.all(found)).toEqual(strangers().map(([name]) => [name, [], []]));
      const file = async (who: Attacker, id: string) => {
        const { status, text, headers } = await who.raw({ path: `/files/${id}` });
        return [status, text, headers.get('content-type'), headers.get('cache-control'), headers.get('etag')];
      };
      for (const [, who] of strangers()) expect(await file(who, hidden.fileId)).toEqual(await file(who, NEVER.id));
    });

    attack(2, 'no word of a hidden group stands in a page, a list, a search or an answer of a stranger', async () => {
      const pages = ['/', '/ideas', '/questions', '/tags', '/groups', '/faq', '/products', '/notifications', '/settings', hidden.topic.path,
        `${hidden.topic.path}/history`, `${hidden.topic.path}/edit`, `/g/${hidden.slug}`, `/g/${hidden.slug}/members`, `/tags/${hidden.tag}`,
        `/people/${ground.alice.handle}`, '/no-such-page']; // prettier-ignore
      const read = async (who: Attacker) => {
        const texts = await Promise.all(
          pages.map(async (path) => (await who.page(path)).html.replaceAll(path, '').replaceAll(encodeURIComponent(path), '')),
        );
        const { data } = await who.graphql(
          `query ($word: String!, $title: String!, $handle: String!) { search(query: $word) { topics { title bodyHtml } } similarTopics(title: $title) { title }
            person(handle: $handle) { bio writings { nodes { __typename } } } groups { nodes { name descriptionHtml } } topics(first: 50) { nodes { title excerpt path tags { name } } }
            tags { name } notifications { nodes { topic { title } } } }`,
          { word: hidden.words[0], title: `Hidden ${hidden.words[0]}`, handle: ground.alice.handle },
        );
        return [...texts, JSON.stringify(data)].join('\n');
      };
      const own = await read(ground.alice);
      expect(hidden.words.filter((word) => !own.includes(word))).toEqual([]);
      for (const [name, who] of strangers()) {
        const text = await read(who);
        expect([name, hidden.words.filter((word) => text.replaceAll(hidden.tag, '').includes(word))]).toEqual([name, []]);
      }
    });

    attack(3, 'no number moves for a stranger when something hidden is added, voted for or answered', async () => {
      const shared = rareWord();
      await ask(ground.alice, { title: 'An open idea with a tag', body: 'For all to read', kind: 'IDEA', tags: [shared] });
      const numbers = async (who: Attacker) =>
        (await who.graphql(
          `query ($handle: String!, $tag: String!) { site { products { topicCount } } tags { name topicCount } tag(slug: $tag) { topicCount } topics(first: 50) { nodes { key followerCount votes } pageInfo { hasNextPage } }
            mostNeeded { demand topic { key } } faq { entries { demand } } person(handle: $handle) { writings { nodes { __typename } pageInfo { hasNextPage } } } groups { nodes { name memberCount } }
            viewer { unreadCount } }`,
          { handle: ground.alice.handle, tag: shared },
        )) as unknown;
      const before = await Promise.all(strangers().map(([, who]) => numbers(who)));
      expect(JSON.stringify(before)).toContain(`"topicCount":1`);
      const another = await ask(ground.alice, {
        group: hidden.slug,
        title: 'One more of ours',
        body: 'Nobody knows',
        kind: 'IDEA',
        tags: [shared],
      });
      await ground.representative.ask('mutation ($topic: ID!) { voteTopic(topic: $topic) { id } }', { topic: another.id });
      await answer(ground.representative, another.id, 'Nobody knows this either');
      const after = await Promise.all(strangers().map(([, who]) => numbers(who)));
      expect(after).toEqual(before);
    });

    attack(4, 'filters, orders and searches for what is hidden answer as for what never was', async () => {
      const lists = (what: Record<string, string>) =>
        `{ topics(${Object.entries(what).map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')}) { nodes { key } pageInfo { hasNextPage endCursor } } }`; // prettier-ignore
      const pairs: [string, string][] = [
        [lists({ tag: hidden.tag }), lists({ tag: 'canarynever' })],
        [lists({ group: hidden.slug }), lists({ group: 'canary-never' })],
        [`{ mostNeeded(group: "${hidden.slug}") { topic { key } } }`, '{ mostNeeded(group: "canary-never") { topic { key } } }'],
        [`{ tag(slug: "${hidden.tag}") { name } }`, '{ tag(slug: "canarynever") { name } }'],
        [`{ wayIn(path: "${hidden.topic.path}") { __typename } }`, '{ wayIn(path: "/t/zzzzzzzz/x") { __typename } }'],
        ...hidden.words
          .slice(0, 4)
          .map((word): [string, string] => [
            `{ search(query: "${word}") { topics { key } } similarTopics(title: "${word} ${word}") { key } }`,
            '{ search(query: "canarynever") { topics { key } } similarTopics(title: "canarynever canarynever") { key } }',
          ]),
      ];
      expect(JSON.stringify(await ground.alice.graphql(pairs[0]![0]))).toContain(hidden.topic.key);
      for (const [name, who] of strangers())
        for (const [about, never] of pairs) {
          const plain = async (query: string) => JSON.stringify(await who.graphql(query));
          expect([name, about, await plain(about)]).toEqual([name, about, await plain(never)]);
        }
    });

    attack(
      5,
      'who lost sight of a topic is told of nothing more: removed from its group, or following since before it went there',
      async () => {
        const [carol, dave, eve] = await Promise.all(['Carol', 'Dave', 'Eve'].map((name) => ground.newcomer(name)));
        for (const person of [carol!, dave!]) await letIn(ground.representative, hidden.slug, person);
        const moved = await ask(ground.representative, { title: 'Public for now', body: 'It moves soon' });
        const follow = (who: Member, id: string) => who.ask('mutation ($id: ID!) { followTopic(topic: $id) { id } }', { id });
        await Promise.all([
          follow(carol!, hidden.topic.id),
          follow(dave!, hidden.topic.id),
          follow(dave!, moved.id),
          follow(eve!, moved.id),
        ]);
        await putOut(ground.representative, hidden.slug, carol!);
        await ground.representative.ask('mutation ($topic: ID!, $group: String!) { moveTopic(topic: $topic, group: $group) { id } }', {
          topic: moved.id,
          group: hidden.slug,
        });
        for (const id of [hidden.topic.id, moved.id]) await answer(ground.alice, id, 'Said after they went');
        /** Topics that one was told of; what happens to oneself in a group is another kind of news. */
        const told = async (who: Member) =>
          (
            await who.ask<{ notifications: { nodes: { topic: { id: string } | null }[] } }>('{ notifications { nodes { topic { id } } } }')
          ).notifications.nodes.flatMap(({ topic }) => topic?.id ?? []);
        await eventually(async () => (await told(dave!)).length === 2, 30_000);
        for (const who of [carol!, eve!]) expect(await told(who)).toEqual([]);
        const { viewer } = await eve!.ask<{ viewer: object }>('{ viewer { unreadCount } }');
        expect(viewer).toEqual({ unreadCount: 0 });
      },
    );

    attack(6, 'a link to what is hidden shows its reader nothing of it, in a preview or in a post', async () => {
      const link = `${ground.url}${hidden.topic.path.replace(/[^/]*$/, 'x')}`;
      const open = await ask(ground.representative, {
        title: 'With a link inside',
        body: `See ${link} and [this](/t/${hidden.topic.key}/x) and ![that](/files/${hidden.fileId})`,
      });
      for (const [name, who] of strangers()) {
        const { preview } = await ground.bob.ask<{ preview: { html: string } }>(
          'query ($text: String!) { preview(markdown: $text) { html } }',
          { text: `${link}\n\n${hidden.topic.path}` },
        );
        const page = await who.page(open.path);
        expect([name, page.status]).toEqual([name, 200]);
        expect(
          hidden.words.slice(0, 2).filter((word) => `${page.html}${preview.html.replaceAll(hidden.topic.path, '')}`.includes(word)),
        ).toEqual([]);
      }
    });
  });
}
