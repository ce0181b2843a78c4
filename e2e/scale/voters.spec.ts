import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, signedUp } from '../support/client.js';
import { type OneOfMany, crowdOf } from '../support/crowd.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

const VOTE = 'mutation ($topic: ID!) { voteTopic(topic: $topic) { id votes viewerVoted } }';
const WITHDRAW = 'mutation ($topic: ID!) { withdrawTopicVote(topic: $topic) { id votes viewerVoted } }';
const FOLLOW = 'mutation ($topic: ID!) { followTopic(topic: $topic) { id followerCount viewerFollows } }';
const REPLY = 'mutation ($input: ReplyInput!) { reply(input: $input) { id topicPath } }';
const PEOPLE = 50;

interface Told {
  votes: number;
  viewerVoted: boolean;
}

describe('fifty people at one topic at once, through two processes', () => {
  let processes: [RunningPortal, RunningPortal];
  let crowd: OneOfMany[];
  let asker: Client;
  const portal = () => processes[0];
  beforeAll(async () => {
    const first = await startPortal();
    processes = [first, await startPortal({ env: { DATABASE_URL: first.databaseUrl } })];
    crowd = await crowdOf(first, PEOPLE);
    asker = await signedUp(first, 'Asa Asker');
  });
  afterAll(async () => {
    // The second one first: closing drops the database.
    await processes[1].close();
    await processes[0].close();
  });

  async function aTopic(): Promise<string> {
    const { ask } = await asker.ask<{ ask: { id: string } }>(
      'mutation { ask(input: { kind: PROBLEM, title: "It stops after every update since May", body: "" }) { id } }',
    );
    return ask.id;
  }

  async function told(one: OneOfMany, nth: number, query: string, topic: string): Promise<Told> {
    const { data, errors } = await one.ask<Record<string, Told>>(processes[nth % 2]!, query, { topic });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data!)[0]!;
  }

  async function countsOf(topic: string) {
    const [row] = await portal().query<{ counted: number; there: number; cast: number; withdrawn: number }>(
      `select vote_count as counted, (select count(*)::int from topic_vote where topic_id = t.id) as there,
         (select count(*)::int from interaction where topic_id = t.id and kind = 'vote.cast') as cast,
         (select count(*)::int from interaction where topic_id = t.id and kind = 'vote.withdrawn') as withdrawn
       from topic t where id = $1`,
      [topic],
    );
    return row;
  }

  it('each vote moves the counter by one, and each voter is told the number that their own made', async () => {
    const topic = await aTopic();
    const answers = await Promise.all(crowd.map((one, nth) => told(one, nth, VOTE, topic)));
    expect(answers.every(({ viewerVoted }) => viewerVoted)).toBe(true);
    expect(answers.map(({ votes }) => votes).sort((a, b) => a - b)).toEqual(Array.from({ length: PEOPLE }, (_, i) => i + 1));
    expect(await countsOf(topic)).toEqual({ counted: PEOPLE, there: PEOPLE, cast: PEOPLE, withdrawn: 0 });
  });

  it('a vote that is sent again and again, through both, is one vote and one line of the log', async () => {
    const topic = await aTopic();
    await Promise.all(crowd.flatMap((one) => [0, 1, 0, 1].map((nth) => told(one, nth, VOTE, topic))));
    expect(await countsOf(topic)).toEqual({ counted: PEOPLE, there: PEOPLE, cast: PEOPLE, withdrawn: 0 });
  });

  it('votes and withdrawals in any order leave counter, rows and log in agreement, and no change is told twice', async () => {
    const topic = await aTopic();
    const acts = (nth: number) => Array.from({ length: 6 }, (_, i) => ((nth * 7 + i * 5) % 3 === 0 ? WITHDRAW : VOTE));
    const answers = await Promise.all(
      crowd.flatMap((one, nth) => acts(nth).map((act, i) => told(one, nth + i, act, topic).then((answer) => ({ act, ...answer })))),
    );
    for (const { act, viewerVoted } of answers) expect(viewerVoted).toBe(act === VOTE);
    const { counted, there, cast, withdrawn } = (await countsOf(topic))!;
    expect([counted, cast - withdrawn]).toEqual([there, there]);
    expect(withdrawn).toBeGreaterThan(0);

    const log = await portal().query<{ person: string; kinds: string[]; voted: boolean }>(
      `select person_id as person, array_agg(kind order by seq) as kinds,
         exists (select from topic_vote v where v.topic_id = $1 and v.person_id = i.person_id) as voted
       from interaction i where topic_id = $1 and kind like 'vote.%' group by person_id`,
      [topic],
    );
    for (const { kinds, voted } of log) {
      expect(kinds).toEqual(kinds.map((_, i) => (i % 2 === 0 ? 'vote.cast' : 'vote.withdrawn')));
      expect(voted).toBe(kinds.length % 2 === 1);
    }
  });

  it('a process that is killed in between loses no vote that it acknowledged, and what is sent again counts once', async () => {
    let unanswered = 0;
    for (let round = 0; round < 3; round += 1) {
      const topic = await aTopic();
      const acknowledged = new Set<string>();
      let killed: Promise<void> | undefined;
      await Promise.all(
        crowd.map(async (one, nth) => {
          const answer = await told(one, nth, VOTE, topic).catch(() => undefined);
          if (answer === undefined) unanswered += 1;
          else acknowledged.add(one.id);
          // The others of this process are being written, or gather.
          if (nth % 2 === 1) killed ??= processes[1].kill();
        }),
      );
      await killed;
      const found = await portal().query<{ id: string }>('select person_id as id from topic_vote where topic_id = $1', [topic]);
      const voters = new Set(found.map(({ id }) => id));
      expect([...acknowledged].filter((id) => !voters.has(id))).toEqual([]);
      // PostgreSQL may still be finishing what the dead process had sent: one moment is looked at.
      const { counted, there, cast } = (await countsOf(topic))!;
      expect([counted, cast]).toEqual([there, there]);
      await processes[1].start();
      await Promise.all(crowd.map((one, nth) => told(one, nth, VOTE, topic)));
      expect(await countsOf(topic)).toEqual({ counted: PEOPLE, there: PEOPLE, cast: PEOPLE, withdrawn: 0 });
    }
    expect(unanswered).toBeGreaterThan(0);
  });

  it('whoever votes, follows and replies meanwhile is counted in each', async () => {
    const topic = await aTopic();
    const before = await portal().query<{ n: number }>('select follower_count as n from topic where id = $1', [topic]);
    await Promise.all(
      crowd.map(async (one, nth) => {
        const input = { topic, body: `It is so here too, number ${nth}.`, idempotencyKey: 'once' };
        const posts = [0, 1].map((process) => one.ask<{ reply: { id: string } }>(processes[process]!, REPLY, { input }));
        const [answers] = await Promise.all([Promise.all(posts), told(one, nth, VOTE, topic), told(one, nth + 1, FOLLOW, topic)]);
        expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
        expect(answers[0]!.data).toEqual(answers[1]!.data);
      }),
    );
    const [row] = await portal().query(
      `select vote_count as votes, answer_count as answers, follower_count as followers,
         (select count(*)::int from reply where topic_id = t.id) as replies,
         (select count(*)::int from interaction where topic_id = t.id and kind = 'reply.posted') as posted,
         (select count(*)::int from topic_follow where topic_id = t.id) as follows
       from topic t where id = $1`,
      [topic],
    );
    const followers = PEOPLE + before[0]!.n;
    expect(row).toEqual({ votes: PEOPLE, answers: PEOPLE, replies: PEOPLE, posted: PEOPLE, followers, follows: followers });
  });
});
