import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, type IntrospectionQuery } from 'graphql';
import type { Client } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';
import { type Ground, type Place, type Planted, plant } from './canaries.js';
import { fieldsOf, walk } from './field-walk.js';
import { WALKERS, derived, guessesOf, hiddenFrom, inGroups, outsider } from './ground.js';
import { attemptsOn } from './mutation-walk.js';
import { addressesOf, crawl, leaksIn, patterns } from './page-walk.js';
import { withoutAddress } from './sameness.js';
import { type Guesses, unguessed } from './schema-walk.js';
import { LATELY, UNSEEN } from './unseen-fields.js';

// One walk asks several hundred questions.
jest.setTimeout(600_000);

let portal: RunningPortal;
let ground: Ground;
let schema: GraphQLSchema;
let guesses: Guesses;
/** Every `Type.field` that answered somebody something. */
const seen = new Set<string>();

beforeAll(async () => {
  portal = await startPortal();
  ground = await plant(portal);
  await derived(portal);
  schema = buildClientSchema(await ground.visitor.ask<IntrospectionQuery & Record<string, unknown>>(getIntrospectionQuery()));
  guesses = guessesOf(ground);
}, 600_000);
afterAll(async () => {
  ground?.ears.forEach((ears) => ears.close());
  await portal.close();
});

async function fieldsThatLeak(client: Client, secrets: readonly string[]): Promise<string[]> {
  const leaks = (await walk(client, schema, guesses, seen)).filter(({ text }) => secrets.some((canary) => text.includes(canary)));
  return [...new Set(leaks.map(({ field }) => field))];
}

describe('the walk through every GraphQL field', () => {
  it('has a guess for every argument that a query needs', () => {
    expect(unguessed(schema, guesses)).toEqual([]);
  });

  it('finds every word as those who may see it (positive control)', async () => {
    const textOf = async (client: Client) => (await walk(client, schema, guesses, seen)).map((one) => one.text).join('\n');
    const [author, representative, newcomer, moderator] = [
      await textOf(ground.author),
      await textOf(ground.representative),
      await textOf(ground.newcomer),
      await textOf(ground.moderator),
    ];
    const missed = (text: string, of: (one: Planted) => boolean, places: (place: Place) => boolean) =>
      ground.planted
        .filter(of)
        .flatMap(({ words }) => Object.entries(words).flatMap(([place, word]) => (places(place as Place) ? [word] : [])))
        .filter((word) => !text.includes(word));
    // A plain member of both groups, who wrote there, finds everything but the company's notes.
    const isTheirs = ({ audience }: Planted) => !['STAFF', 'HELD'].includes(audience);
    expect(missed(author, isTheirs, (place) => place !== 'note' && !place.startsWith('copy'))).toEqual([]);
    expect(
      missed(
        representative,
        ({ audience }) => audience !== 'HELD',
        (place) => !place.startsWith('copy'),
      ),
    ).toEqual([]);
    // A copy that is to be published is its author's and the company's.
    expect(
      missed(
        `${author} ${representative}`,
        ({ audience }) => audience === 'PRIVATE',
        (place) => place.startsWith('copy'),
      ),
    ).toEqual([]);
    expect(representative).toContain(ground.publicNote);
    for (const text of [newcomer, moderator])
      expect(
        missed(
          text,
          ({ audience }) => audience === 'HELD',
          () => true,
        ),
      ).toEqual([]);
  });

  it('finds none as a visitor', async () => {
    expect(await fieldsThatLeak(ground.visitor, hiddenFrom(ground, 'visitor'))).toEqual([]);
  });

  it.each([...WALKERS])('finds none of staff, private, held or groups’ topics, and no note, as %s', async (who) => {
    expect(await fieldsThatLeak(outsider(ground, who), hiddenFrom(ground, 'member'))).toEqual([]);
  });

  it('finds nothing of groups as a moderator or admin of the site, who are in none', async () => {
    for (const client of [ground.moderator, ground.admin]) expect(await fieldsThatLeak(client, inGroups(ground))).toEqual([]);
  });

  it('has seen every field answer something: a field without a sample proves nothing', () => {
    const silent = fieldsOf(schema).filter((field) => !seen.has(field));
    expect(silent.filter((field) => !Object.hasOwn(UNSEEN, field) && !Object.hasOwn(UNSEEN, field.split('.')[0]!))).toEqual([]);
    // Whoever gets a sample is struck from the list.
    const answered = (name: string) => seen.has(name) || [...seen].some((field) => field.startsWith(`${name}.`));
    expect(Object.keys(UNSEEN).filter((name) => UNSEEN[name] !== LATELY && answered(name))).toEqual([]);
  });
});

describe('every act upon what is hidden', () => {
  const MISSING = '00000000-0000-7000-8000-00000000aaaa';

  it('has a value for every argument', () => {
    expect(attemptsOn(schema, { topic: MISSING, reply: MISSING, group: 'never-was' }).unknown).toEqual([]);
  });

  it.each([...WALKERS])('is refused to %s in the very words for what never was', async (who) => {
    const client = outsider(ground, who);
    const answers = async (named: Parameters<typeof attemptsOn>[1]) => {
      const { attempts } = attemptsOn(schema, named);
      const said: string[] = [];
      for (const { mutation, query, variables } of attempts) {
        const { data, errors } = await client.graphql(query, variables);
        const text = JSON.stringify({ data, errors });
        if (text.includes('"LIMITED"')) throw new Error(`${mutation}: a limit hides the answer`);
        said.push(`${mutation} ${Object.values(named).reduce((left, name) => left.replaceAll(name, '…'), text)}`);
      }
      return said;
    };
    for (const [of, missing] of [
      ['topic', { topic: MISSING }],
      ['reply', { reply: MISSING }],
      ['group', { group: 'never-was' }],
    ] as const) {
      const hidden = ground.planted.filter(({ audience }) => (of === 'group' ? audience === 'UNLISTED' : audience !== 'MEMBERS'));
      const never = await answers(missing);
      expect(never.length).toBeGreaterThan(4);
      for (const one of hidden.filter(({ audience }) => of !== 'reply' || audience !== 'HELD'))
        expect([one.audience, await answers({ [of]: of === 'topic' ? one.id : of === 'reply' ? one.replyId : one.group! })]).toEqual([
          one.audience,
          never,
        ]);
    }
  });
});

describe('the walk through every page', () => {
  it('has an address to try for every page that the web has', async () => {
    expect((await patterns()).filter((pattern) => addressesOf(pattern, ground).length === 0)).toEqual([]);
  });

  it('finds titles, texts and replies as their author (positive control)', async () => {
    const text = (await crawl(ground.author, ground)).map(({ html }) => html).join('\n');
    const own = ground.planted
      .filter(({ audience }) => !['STAFF', 'HELD'].includes(audience))
      .flatMap(({ words }) => [words.title, words.body, words.tag, words.reply, words.comment, words.word, words.edited, words.formerly]);
    expect(own.filter((canary) => !text.includes(canary!))).toEqual([]);
  });

  it('finds nothing hidden as a visitor', async () => {
    expect(leaksIn(await crawl(ground.visitor, ground), hiddenFrom(ground, 'visitor'))).toEqual([]);
  });

  it.each([...WALKERS])('finds nothing hidden as %s', async (who) => {
    expect(leaksIn(await crawl(outsider(ground, who), ground), hiddenFrom(ground, 'member'))).toEqual([]);
  });

  it('finds nothing of groups as a moderator or admin of the site', async () => {
    for (const client of [ground.moderator, ground.admin]) expect(leaksIn(await crawl(client, ground), inGroups(ground))).toEqual([]);
  });

  it.each(['STAFF', 'PRIVATE', 'UNLISTED', 'HELD'])(
    'answers the address of what is %s exactly as one that never existed',
    async (audience) => {
      const { key } = ground.planted.find((one) => one.audience === audience)!;
      for (const client of [ground.visitor, ground.member]) {
        const [hidden, missing] = [await client.page(`/t/${key}/any`), await client.page('/t/zzzzzzzz/any')];
        expect(hidden.status).toBe(404);
        expect(withoutAddress(hidden.html, key)).toBe(withoutAddress(missing.html, 'zzzzzzzz'));
      }
    },
  );
});
