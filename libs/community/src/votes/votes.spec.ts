import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { FollowService } from '../follows/follow.service.js';
import { ReplyUpkeepService } from '../replies/reply-upkeep.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { ReplyVoteService } from './reply-vote.service.js';
import { TopicVoteService } from './topic-vote.service.js';

describe('votes and follows', () => {
  let world: CommunityWorld;
  let anna: Viewer;
  let boris: Viewer;
  let mod: Viewer;
  const votes = () => world.get(TopicVoteService);
  const replyVotes = () => world.get(ReplyVoteService);
  const follows = () => world.get(FollowService);
  const times = <T>(n: number, act: (i: number) => Promise<T>) => Promise.all(Array.from({ length: n }, (_, i) => act(i)));
  const count = async (topicId: string, kind: string) => (await world.logged(topicId)).filter((one) => one === kind).length;
  beforeAll(async () => {
    world = await communityWorld();
    anna = await world.person('Anna');
    boris = await world.person('Boris');
    mod = await world.person('Mod', 'MODERATOR');
  });
  afterAll(() => world.close());

  it('a hundred parallel votes of one person are one vote, one row and one interaction', async () => {
    const topic = await world.aTopic(anna);
    await times(100, () => votes().vote(boris, topic.id));
    expect(await votes().vote(boris, topic.id)).toMatchObject({ votes: 1, viewerVoted: true });
    expect(await count(topic.id, 'vote.cast')).toBe(1);
    await times(20, () => votes().withdraw(boris, topic.id));
    expect(await votes().withdraw(boris, topic.id)).toMatchObject({ votes: 0, viewerVoted: false });
    expect(await count(topic.id, 'vote.withdrawn')).toBe(1);
  });

  it('fifty people at once are fifty votes, on a topic and on a reply', async () => {
    const crowd = await times(50, (i) => world.person(`P${i}`));
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    await times(50, async (i) =>
      Promise.all([votes().vote(crowd[i]!, topic.id), replyVotes().vote(crowd[i]!, answer.id), replyVotes().vote(crowd[i]!, answer.id)]),
    );
    const row = await world.test.db.main.row(
      sql`select t.vote_count as t, (select count(*)::int from topic_vote where topic_id = t.id) as tv, r.vote_count as r,
            (select count(*)::int from reply_vote where reply_id = r.id) as rv from topic t join reply r on r.topic_id = t.id where t.id = ${topic.id}`,
    );
    expect(row).toEqual({ t: 50, tv: 50, r: 50, rv: 50 });
    expect(await count(topic.id, 'vote.cast')).toBe(100);
  });

  it('votes and withdrawals of one person in a heap leave row, counter and log in agreement', async () => {
    const topic = await world.aTopic(anna);
    await times(40, (i) => (i % 2 ? votes().vote(boris, topic.id) : votes().withdraw(boris, topic.id)));
    const row = await world.test.db.main.row<{ counted: number; there: number }>(
      sql`select vote_count as counted, (select count(*)::int from topic_vote where topic_id = t.id) as there from topic t where id = ${topic.id}`,
    );
    expect(row!.counted).toBe(row!.there);
    expect((await count(topic.id, 'vote.cast')) - (await count(topic.id, 'vote.withdrawn'))).toBe(row!.there);
  });

  it('nobody votes for their own topic or reply', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(boris, topic);
    await expect(votes().vote(anna, topic.id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('counted already'),
    });
    await expect(replyVotes().vote(boris, answer.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await replyVotes().vote(anna, answer.id)).toMatchObject({ votes: 1, viewerVoted: true, can: { vote: true } });
    expect(await replyVotes().withdraw(anna, answer.id)).toMatchObject({ votes: 0, viewerVoted: false });
  });

  it('what is closed still takes votes, what is deleted does not', async () => {
    const topic = await world.aTopic(anna);
    const answer = await world.anAnswer(anna, topic);
    await world.get(TopicService).close(mod, topic.id);
    expect((await votes().vote(boris, topic.id)).votes).toBe(1);
    await world.get(ReplyUpkeepService).delete(anna, answer.id);
    await expect(replyVotes().vote(boris, answer.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(replyVotes().vote(mod, answer.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await world.get(TopicService).delete(mod, topic.id);
    for (const act of [votes().vote, votes().withdraw])
      await expect(act.call(votes(), boris, topic.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('what a person cannot see is not there to vote for or to follow', async () => {
    const rita = await world.person('Rita', 'REPRESENTATIVE');
    const topic = await world.aTopic(rita, { audience: 'STAFF' });
    const answer = await world.anAnswer(rita, topic);
    const acts = [
      () => votes().vote(boris, topic.id),
      () => follows().follow(boris, topic.id),
      () => replyVotes().vote(boris, answer.id),
      () => votes().vote(boris, 'x'),
      () => replyVotes().vote(boris, 'x'),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const act of [
      () => votes().vote(world.visitor, topic.id),
      () => follows().follow(world.visitor, topic.id),
      () => replyVotes().vote(world.visitor, answer.id),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('votes move with their topic to another audience, also one that is being cast meanwhile', async () => {
    const crowd = await times(20, (i) => world.person(`M${i}`));
    const topic = await world.aTopic(anna);
    const move = world.get(TopicService).move(mod, topic.id, 'MEMBERS');
    await Promise.all([move, ...crowd.map((one) => votes().vote(one, topic.id))]);
    expect(
      await world.test.db.main.rows(
        sql`select audience_id as a, count(*)::int as n from topic_vote where topic_id = ${topic.id} group by 1`,
      ),
    ).toEqual([{ a: 2, n: 20 }]);
  });

  it('follows count once, and unfollowing takes one away', async () => {
    const topic = await world.aTopic(anna);
    await times(30, () => follows().follow(boris, topic.id));
    const followed = await follows().follow(boris, topic.id);
    expect(followed.viewerFollows).toBe(true);
    await times(10, () => follows().unfollow(boris, topic.id));
    expect(await follows().unfollow(boris, topic.id)).toMatchObject({ viewerFollows: false, followerCount: followed.followerCount - 1 });
    expect([await count(topic.id, 'topic.followed'), await count(topic.id, 'topic.unfollowed')]).toEqual([1, 1]);
  });

  it('toggling without end is braked before it fills the log', async () => {
    const toggler = await world.person('Toggler');
    const topic = await world.aTopic(anna);
    const outcomes = await times(310, (i) =>
      (i % 2 ? votes().withdraw(toggler, topic.id) : votes().vote(toggler, topic.id)).then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    );
    expect(outcomes.filter((one) => one === 'LIMITED')).toHaveLength(10);
    expect(outcomes.filter((one) => one === 'done')).toHaveLength(300);
  });
});
