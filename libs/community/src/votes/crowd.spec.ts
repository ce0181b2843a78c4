import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InteractionLog } from '@veche/interactions';
import { Brakes, type Database, connectDatabase, newId, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FollowService } from '../follows/follow.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { MarkBatch } from '../topics/mark-batch.js';
import { TopicMarks } from '../topics/topic-marks.js';
import { TopicCommand } from '../topics/topic-command.js';
import { TopicEntity } from '../topics/topic.entity.js';
import { TopicRepository } from '../topics/topic.repository.js';
import { TopicService } from '../topics/topic.service.js';
import { TopicVoteService } from './topic-vote.service.js';
import { VOTES } from './vote.brake.js';

const TOLD: ReadonlySet<string> = new Set(['id', 'votes', 'viewerVoted']);

describe('a crowd at one topic', () => {
  let world: CommunityWorld;
  let second: Database;
  let elsewhere: TopicVoteService;
  let [anna, boris, rita, mod]: Viewer[] = [];
  let crowd: Viewer[];
  const here = () => world.get(TopicVoteService);
  const follows = () => world.get(FollowService);
  beforeAll(async () => {
    world = await communityWorld();
    [anna, boris] = [await world.person('Anna'), await world.person('Boris')];
    [rita, mod] = [await world.person('Rita', 'REPRESENTATIVE'), await world.person('Mod', 'MODERATOR')];
    crowd = await Promise.all(Array.from({ length: 50 }, (_, nth) => world.person(`P${nth}`)));
    // What another process is to this one: connections and turns of its own.
    second = await connectDatabase({ url: world.test.url, poolSize: 10, entities: [TopicEntity] });
    const log = new InteractionLog(world.clock);
    const marks = new TopicMarks(second, new MarkBatch(second, new TopicRepository(), log, world.clock), log, world.clock);
    elsewhere = new TopicVoteService(marks, world.get(TopicCommand));
  });
  afterAll(async () => {
    await second.close();
    await world.close();
  });

  /** What a batch came to, in a word each. */
  const wordsOf = (acts: Promise<{ votes?: number; followerCount?: number }>[]) =>
    Promise.all(
      acts.map((act) =>
        act.then(
          ({ votes, followerCount }) => votes ?? followerCount,
          (error: { code: string }) => error.code,
        ),
      ),
    );

  /** Whoever comes first is written alone; those who follow at once are written together. */
  const aFirst = (topic: string) => here().vote(boris!, topic, TOLD);

  async function stateOf(topic: string) {
    const row = await world.test.db.main.row<{ counted: number; there: number; transactions: number; versions: number }>(
      sql`select vote_count as counted, (select count(*)::int from topic_vote where topic_id = t.id) as there,
            (select count(distinct xmin::text)::int from topic_vote where topic_id = t.id) as transactions from topic t where t.id = ${topic}`,
    );
    const log = await world.test.db.main.rows<{ person: string; kinds: string[]; voted: boolean }>(
      sql`select person_id as person, array_agg(kind order by seq) as kinds, exists (select from topic_vote v
            where v.topic_id = ${topic} and v.person_id = i.person_id) as voted
          from interaction i where topic_id = ${topic} and kind like 'vote.%' group by person_id`,
    );
    return { ...row!, log };
  }

  /** Counter, rows and log say the same, and of each person the log goes to and fro. */
  async function expectAgreement(topic: string) {
    const { counted, there, log } = await stateOf(topic);
    expect(counted).toBe(there);
    expect(log.filter(({ voted }) => voted)).toHaveLength(there);
    for (const { kinds, voted } of log) {
      expect(kinds).toEqual(kinds.map((_, nth) => (nth % 2 === 0 ? 'vote.cast' : 'vote.withdrawn')));
      expect(voted).toBe(kinds.length % 2 === 1);
    }
  }

  it('is written by two transactions, each voter told the number that their own vote made, the log in the order of the votes', async () => {
    const { id } = await world.aTopic(anna!);
    const told = await Promise.all(crowd.map((one) => here().vote(one, id, TOLD)));
    expect(told).toEqual(crowd.map((_, nth) => ({ id, votes: nth + 1, viewerVoted: true })));
    expect(await stateOf(id)).toMatchObject({ counted: 50, there: 50, transactions: 2 });
    const log = await world.test.db.main.rows(
      sql`select person_id, actor_person_id, channel, kind, audience_id, payload from interaction where topic_id = ${id} and kind = 'vote.cast' order by seq`,
    );
    expect(log).toEqual(
      crowd.map(({ personId }) => {
        const [person_id, actor_person_id] = [personId, personId];
        return { person_id, actor_person_id, channel: 'web', kind: 'vote.cast', audience_id: 1, payload: { on: 'topic' } };
      }),
    );
  });

  it('of two processes, everybody to and fro many times, loses nothing and counts nothing twice', async () => {
    const { id } = await world.aTopic(anna!);
    const acts = crowd.flatMap((one, nth) =>
      Array.from({ length: 8 }, async (_, i) => {
        const service = (nth + i) % 3 === 0 ? elsewhere : here();
        const isVote = (nth * 7 + i * 5) % 3 !== 0;
        const { viewerVoted } = await (isVote ? service.vote(one, id, TOLD) : service.withdraw(one, id, TOLD));
        expect(viewerVoted).toBe(isVote);
      }),
    );
    await Promise.all(acts);
    await expectAgreement(id);
    const { transactions, there } = await stateOf(id);
    expect(transactions).toBeLessThan(there);
  });

  it('that votes, takes back and follows at once is counted in each', async () => {
    const { id, followerCount } = await world.aTopic(anna!);
    const voters = crowd.slice(0, 20);
    await Promise.all(voters.map((one) => here().vote(one, id, TOLD)));
    const acts = crowd.map((one, nth) => {
      if (nth < 10) return here().withdraw(one, id, TOLD);
      return nth < 30 ? follows().follow(one, id, new Set(['followerCount'])) : here().vote(one, id, TOLD);
    });
    await Promise.all([aFirst(id), ...acts]);
    await expectAgreement(id);
    const row = await world.test.db.main.row(
      sql`select vote_count as votes, follower_count as follows, (select count(*)::int from topic_follow where topic_id = t.id) as rows from topic t where id = ${id}`,
    );
    expect(row).toEqual({ votes: 20 - 10 + 20 + 1, follows: followerCount + 20, rows: followerCount + 20 });
  });

  it('has one person’s acts happen in their order, and the others not wait for them', async () => {
    const { id } = await world.aTopic(anna!);
    const one = crowd[0]!;
    const acts = [
      aFirst(id),
      here().vote(one, id, TOLD),
      here().vote(one, id, TOLD),
      here().withdraw(one, id, TOLD),
      here().vote(one, id, TOLD),
    ];
    expect(await wordsOf([...acts, here().vote(crowd[1]!, id, TOLD)])).toEqual([1, 2, 3, 2, 3, 3]);
    await expectAgreement(id);
  });

  it('has those refused who may not, each for their own reason, and nobody else', async () => {
    const { id } = await world.aTopic(anna!);
    const [tired, nobody] = [await world.person('Tired'), { ...boris!, personId: newId() }];
    const brakes = new Brakes(world.test.url);
    for (let nth = 0; nth < VOTES.points; nth += 1) await brakes.spend(VOTES, tired.personId!);
    await brakes.close();
    const outcomes = await Promise.allSettled(
      [boris!, crowd[0]!, anna!, tired, crowd[1]!, world.visitor, nobody, crowd[2]!].map((one) => here().vote(one, id, TOLD)),
    );
    const words = outcomes.map((one) => (one.status === 'fulfilled' ? one.value.votes : (one.reason as { code: string }).code));
    expect(words).toEqual([1, 2, 'FORBIDDEN', 'LIMITED', 3, 'UNAUTHENTICATED', '23503', 4]);
    await expectAgreement(id);
  });

  it('is judged as each of them would be alone: by the gate and the policy, on the row as it is', async () => {
    const people = [anna!, boris!, rita!, mod!, crowd[7]!];
    const state = (change: string) => async (id: string) =>
      void (await world.test.db.main.rows(sql`update topic set state = ${change} where id = ${id}`));
    const situations = {
      open: async () => undefined,
      closed: async (id: string) => void (await world.get(TopicService).close(mod!, id)),
      held: state('held'),
      hidden: state('hidden'),
      deleted: state('deleted'),
      'for members': async (id: string) => void (await world.get(TopicService).move(mod!, id, 'MEMBERS')),
      'for staff': async (id: string) => void (await world.get(TopicService).move(mod!, id, 'STAFF')),
      private: async (id: string) => void (await world.get(TopicService).move(mod!, id, 'PRIVATE')),
      gone: async () => undefined,
    };
    for (const [name, situation] of Object.entries(situations)) {
      const { id } = await world.aTopic(crowd[7]!);
      await situation(id);
      const topic = name === 'gone' ? newId() : id;
      const viewers = await Promise.all(people.map((one) => world.again(one)));
      const alone: unknown[] = [];
      for (const one of viewers) {
        const done = [() => here().vote(one, topic, TOLD), () => here().withdraw(one, topic, TOLD)];
        for (const act of [...done, () => follows().follow(one, topic, new Set(['id']))])
          alone.push((await wordsOf([act()])).map((word) => typeof word === 'string' && word));
      }
      const all = viewers.flatMap((one) => [
        here().vote(one, topic, TOLD),
        here().withdraw(one, topic, TOLD),
        follows().follow(one, topic, new Set(['id'])),
      ]);
      const together = (await wordsOf(all)).map((word) => [typeof word === 'string' && word]);
      expect({ name, together }).toEqual({ name, together: alone });
    }
  });

  it('that a move meets goes along with the topic, or is refused, and is nowhere else', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id } = await world.aTopic(anna!);
      const services = [here(), elsewhere];
      const voting = crowd.map((one, nth) => services[nth % 2]!.vote(one, id, TOLD));
      const outcomes = await Promise.allSettled([...voting, world.get(TopicService).move(mod!, id, 'STAFF')]);
      const refused = outcomes.filter((one) => one.status === 'rejected');
      expect(new Set(refused.map(({ reason }) => (reason as { code: string }).code))).toEqual(
        new Set(refused.length > 0 ? ['NOT_FOUND'] : []),
      );
      const audiences = await world.test.db.main.rows(sql`select distinct audience_id as a from topic_vote where topic_id = ${id}`);
      expect(audiences.every((row) => (row as { a: number }).a === 3)).toBe(true);
      await expectAgreement(id);
      expect((await stateOf(id)).there).toBe(50 - refused.length);
    }
  });

  it('whose connections are cut at any moment has what it was told, once', async () => {
    let cuts = 0;
    for (let round = 0; round < 60 && cuts < 10; round += 1) {
      const { id } = await world.aTopic(anna!);
      let isVoting = true;
      const cutting = (async () => {
        while (isVoting) {
          const cut = await world.test.db.main.rows(
            sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                  and query ilike '%topic_vote%' and state in ('active', 'idle in transaction') limit 1`,
          );
          cuts += cut.length;
        }
      })();
      const outcomes = await Promise.allSettled(crowd.map((one) => elsewhere.vote(one, id, TOLD)));
      isVoting = false;
      await cutting;
      await expectAgreement(id);
      const found = await world.test.db.main.rows<{ person: string }>(
        sql`select person_id as person from topic_vote where topic_id = ${id}`,
      );
      const voters = new Set(found.map(({ person }) => person));
      for (const [nth, { status }] of outcomes.entries()) if (status === 'fulfilled') expect(voters).toContain(crowd[nth]!.personId);
      // Sent again, as people would.
      await Promise.all(crowd.map((one) => elsewhere.vote(one, id, TOLD)));
      expect(await stateOf(id)).toMatchObject({ counted: 50, there: 50 });
      await expectAgreement(id);
    }
    expect(cuts).toBeGreaterThan(0);
  });
});
