import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reply, Topic } from '@veche/community';
import type { Interaction } from '@veche/interactions';
import { HOUR, type Tx, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { LedgerWorld } from '../testing/ledger-world.js';
import { LedgerRepository } from './ledger.repository.js';
import { ReputationProjection } from './reputation.projection.js';

describe('the ledger', () => {
  let world: LedgerWorld;
  let [asker, helper, third, representative]: Viewer[] = [];
  beforeAll(async () => {
    world = await LedgerWorld.open();
  });
  afterAll(() => world.close());

  /** A question with an answer, by people who have nothing yet. */
  async function answered(waited = 0): Promise<{ topic: Topic; answer: Reply }> {
    const { community } = world;
    asker = await community.person('Anna');
    helper = await community.person('Boris');
    third = await community.person('Clara');
    representative = await community.person('Dina', 'REPRESENTATIVE');
    const topic = await community.aTopic(asker!);
    community.clock.advance(waited);
    return { topic, answer: await community.anAnswer(helper!, topic) };
  }

  it('gives the asker 5 for each "I have this too" and the helper 10 for each vote', async () => {
    const { topic, answer } = await answered();
    await world.acts.topicVotes.vote(third!, topic.id);
    await world.acts.replyVotes.vote(third!, answer.id);
    await world.acts.replyVotes.vote(asker!, answer.id);
    expect([await world.linesOf(asker!), await world.linesOf(helper!), await world.linesOf(third!)]).toEqual([
      [['TOPIC_VOTE', 5]],
      [
        ['REPLY_VOTE', 10],
        ['REPLY_VOTE', 10],
      ],
      [],
    ]);
  });

  it.each([
    [0, 15],
    [3 * HOUR - 1, 15],
    [3 * HOUR, 30],
    [12 * HOUR - 1, 30],
    [12 * HOUR, 45],
  ])('gives for the solution of a question that waited %d ms %d points, and its asker 2', async (waited, points) => {
    const { answer } = await answered(waited);
    await world.acts.verdicts.markSolution(asker!, answer.id);
    expect([await world.linesOf(helper!), await world.linesOf(asker!)]).toEqual([[['SOLUTION', points]], [['CHOICE', 2]]]);
  });

  it('gives nothing for solving one’s own question, and no 2 to an asker for whom a moderator chose', async () => {
    const { topic, answer } = await answered();
    const own = await world.community.anAnswer(asker!, topic);
    await world.acts.verdicts.markSolution(asker!, own.id);
    expect(await world.linesOf(asker!)).toEqual([]);
    const moderator = await world.community.person('Egor', 'MODERATOR');
    await world.acts.verdicts.markSolution(moderator, answer.id);
    expect([await world.linesOf(helper!), await world.linesOf(asker!)]).toEqual([[['SOLUTION', 15]], []]);
  });

  it('moves the points along when another answer becomes the solution', async () => {
    const { topic, answer } = await answered();
    const better = await world.community.anAnswer(third!, topic);
    await world.acts.verdicts.markSolution(asker!, answer.id);
    await world.acts.verdicts.markSolution(asker!, better.id);
    await world.acts.verdicts.markSolution(asker!, better.id);
    expect([await world.pointsOf(helper!), await world.pointsOf(third!), await world.pointsOf(asker!)]).toEqual([0, 15, 2]);
    await world.acts.verdicts.unmarkSolution(asker!, topic.id);
    expect([await world.pointsOf(helper!), await world.pointsOf(third!), await world.pointsOf(asker!)]).toEqual([0, 0, 0]);
  });

  it('gives 20 when the company makes a customer’s answer its own, and nothing for its own word', async () => {
    const { topic, answer } = await answered();
    await world.acts.verdicts.markOfficial(representative!, answer.id);
    expect(await world.linesOf(helper!)).toEqual([['OFFICIAL', 20]]);
    const own = await world.community.anAnswer(representative!, topic);
    await world.acts.verdicts.markOfficial(representative!, own.id);
    expect([await world.pointsOf(helper!), await world.pointsOf(representative!)]).toEqual([0, 0]);
  });

  it('is changed by no number of votes and withdrawals: each undoing is the exact reverse', async () => {
    const { answer } = await answered();
    for (let i = 0; i < 50; i++) {
      await world.acts.replyVotes.vote(third!, answer.id);
      await world.acts.replyVotes.withdraw(third!, answer.id);
    }
    const lines = await world.linesOf(helper!);
    expect([lines.length, lines.slice(0, 4).map(([, points]) => points), await world.pointsOf(helper!)]).toEqual([
      100,
      [10, -10, 10, -10],
      0,
    ]);
    await world.acts.replyVotes.vote(third!, answer.id);
    expect(await world.pointsOf(helper!)).toBe(10);
  });

  it('takes everything back with what is deleted, and gives it again with what comes back', async () => {
    const { topic, answer } = await answered();
    await world.acts.topicVotes.vote(third!, topic.id);
    await world.acts.replyVotes.vote(third!, answer.id);
    await world.acts.verdicts.markSolution(asker!, answer.id);
    const both = async () => [await world.pointsOf(asker!), await world.pointsOf(helper!)];
    const moderator = await world.community.person('Egor', 'MODERATOR');
    expect(await both()).toEqual([7, 25]);
    await world.acts.topics.delete(moderator, topic.id);
    expect(await both()).toEqual([0, 0]);
    await world.acts.topics.restore(moderator, topic.id);
    expect(await both()).toEqual([7, 25]);
    await world.acts.replies.delete(moderator, answer.id);
    expect((await both())[1]).toBe(0);
    await world.acts.topics.delete(moderator, topic.id);
    await world.acts.topics.restore(moderator, topic.id);
    expect((await both())[1]).toBe(0);
    await world.acts.replies.restore(moderator, answer.id);
    expect((await both())[1]).toBeGreaterThanOrEqual(10);
  });

  it('gives 200 a day from votes at most, however many give at once; solutions come on top', async () => {
    const { topic, answer } = await answered();
    const givers = await Promise.all(Array.from({ length: 50 }, (_, i) => world.community.person(`Giver${i}`)));
    await Promise.all(givers.map((giver) => world.acts.replyVotes.vote(giver, answer.id)));
    expect(await world.pointsOf(helper!)).toBe(200);
    await world.acts.verdicts.markSolution(asker!, answer.id);
    expect(await world.pointsOf(helper!)).toBe(215);
    world.community.clock.advance(24 * HOUR);
    const next = await world.community.anAnswer(helper!, topic);
    await world.acts.replyVotes.vote(givers[0]!, next.id);
    expect(await world.pointsOf(helper!)).toBe(225);
  });

  it('gives a person in one day no more than six votes of one other are worth', async () => {
    const { topic } = await answered();
    for (let i = 0; i < 8; i++) {
      const reply = await world.community.anAnswer(helper!, topic, `Answer ${i}`);
      await world.acts.replyVotes.vote(third!, reply.id);
    }
    expect(await world.pointsOf(helper!)).toBe(60);
    const reply = await world.community.anAnswer(helper!, topic, 'One more');
    await world.acts.replyVotes.vote(asker!, reply.id);
    expect(await world.pointsOf(helper!)).toBe(70);
  });

  it('is never changed afterwards, not even by its own database role', async () => {
    const { answer } = await answered();
    await world.acts.replyVotes.vote(third!, answer.id);
    await world.catchUp();
    const { main } = world.community.test.db;
    await expect(main.rows(sql`update reputation_entry set points = 1000`)).rejects.toThrow('never changed');
    await expect(main.rows(sql`delete from reputation_entry`)).rejects.toThrow('never changed');
  });

  it('is rebuilt byte-identical, in batches of any size and after one that broke off', async () => {
    await world.catchUp();
    const first = await world.fingerprints();
    for (const print of first) expect(Number(print.split(' ')[0])).toBeGreaterThan(5);
    for (const size of [1, 37, 500]) {
      await world.consumers.startOver(world.projection);
      expect((await world.fingerprints()).every((print) => print.startsWith('0 '))).toBe(true);
      await expect(world.consumers.advance(new BreakingOff(), size)).rejects.toThrow('killed');
      await world.catchUp(size);
      expect(await world.fingerprints()).toEqual(first);
    }
  });
});

/** Applies its batch and then fails, as a process killed before the commit. */
class BreakingOff extends ReputationProjection {
  constructor() {
    super(new LedgerRepository());
  }

  override async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    await super.apply(tx, batch);
    throw new Error('killed');
  }
}
