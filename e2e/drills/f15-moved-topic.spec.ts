import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Client, administrator, grant, signedUp } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

const isSmall = process.env['VECHE_STORM'] === 'small';
const REPLIES = 10_000;
const ROUNDS = 5;

jest.setTimeout(600_000);

let portal: RunningPortal;
let people: (Client & { personId: string })[];
let group: string;
let topics: { moved: string; other: string };

async function aTopic(): Promise<string> {
  const { ask } = await people[0]!.ask<{ ask: { id: string } }>(
    'mutation { ask(input: { kind: PROBLEM, title: "It stops after an hour", body: "Since May" }) { id } }',
  );
  return ask.id;
}

/** Does it over and over until the work is over. @returns how long each time took, in milliseconds */
async function over(isOver: () => boolean, once: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  while (!isOver()) {
    const began = performance.now();
    await once();
    took.push(performance.now() - began);
  }
  return took;
}

const most = (times: readonly number[]): number => Math.max(0, ...times);

/** How long people wait is for a machine without other work to say: `npm run e2e -- drills/f15`. */
(isSmall ? describe.skip : describe)(`moving a topic of ${REPLIES} replies into a group and out again`, () => {
  beforeAll(async () => {
    portal = await startPortal();
    const admin = await administrator(portal);
    people = [];
    for (const name of ['Olga Owner', 'Rita Reader', 'Walt Writer', 'Tess There']) people.push(await signedUp(portal, name));
    await grant(admin, people[0]!.personId, 'REPRESENTATIVE');
    const made = await people[0]!.ask<{ createGroup: { slug: string } }>(
      'mutation { createGroup(input: { name: "Partners", type: CLOSED }) { slug } }',
    );
    group = made.createGroup.slug;
    const link = await people[0]!.ask<{ createGroupLink: { path: string } }>(
      'mutation ($group: String!) { createGroupLink(group: $group, uses: 1, days: 1) { path } }',
      { group },
    );
    const token = link.createGroupLink.path.split('/').at(-1);
    await people[3]!.ask('mutation ($token: String!) { acceptGroupLink(token: $token) { id } }', { token });
    topics = { moved: await aTopic(), other: await aTopic() };
    await portal.query(
      `insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
     select gen_random_uuid(), t.id, t.audience_id, t.state, 'ANSWER', '', repeat('<p>A few words of an answer.</p>', 18), null, 'x', now()
     from topic t, generate_series(1, $2::int) where t.id = $1`,
      [topics.moved, REPLIES],
    );
  }, 600_000);
  afterAll(() => portal.close());

  it('keeps those on other topics waiting for at most 50 ms more, and says how long those on this one wait', async () => {
    const [owner, reader, writer, there] = people as Client[] as [Client, Client, Client, Client];
    const vote = (who: Client, topic: string, verb: string) =>
      who.graphql(`mutation ($t: ID!) { ${verb}(topic: $t) { id } }`, { t: topic });
    const byTurns = (who: Client, topic: string) => {
      let turn = 0;
      return () => vote(who, topic, turn++ % 2 ? 'withdrawTopicVote' : 'voteTopic');
    };
    const read = () => reader.page('/problems');
    const watch = async (work: () => Promise<unknown>) => {
      let isOver = false;
      const all = Promise.all([
        over(() => isOver, read),
        over(() => isOver, byTurns(writer, topics.other)),
        over(() => isOver, byTurns(there, topics.moved)),
      ]);
      await work();
      isOver = true;
      const [readers, writers, here] = await all;
      return { readers, writers, here };
    };
    let moves = 0;
    const calm = await watch(async () => void (await Promise.all(Array.from({ length: 40 }, () => owner.page('/problems')))));
    const moving = await watch(async () => {
      for (let i = 0; i < ROUNDS; i += 1)
        for (const where of [{ group }, { audience: 'EVERYONE' }]) {
          await owner.ask('mutation ($t: ID!, $group: String, $audience: AudienceKind) { moveTopic(topic: $t, group: $group, audience: $audience) { id } }', { t: topics.moved, ...where }); // prettier-ignore
          moves += 1;
        }
    });
    console.info(
      `${moves} moves of ${REPLIES} replies. Longest wait elsewhere: reading ${most(moving.readers).toFixed()} ms (without moves ${most(calm.readers).toFixed()}), ` +
        `writing ${most(moving.writers).toFixed()} ms (${most(calm.writers).toFixed()}); on the topic itself ${most(moving.here).toFixed()} ms (${most(calm.here).toFixed()}; the aim is 1500)`,
    );
    expect(moves).toBe(ROUNDS * 2);
    expect(moving.writers.length).toBeGreaterThan(ROUNDS);
    expect(most(moving.writers) - most(calm.writers)).toBeLessThan(50);
  });
});
