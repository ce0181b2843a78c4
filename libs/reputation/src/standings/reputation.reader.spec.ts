import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { LedgerWorld } from '../testing/ledger-world.js';
import { nextRankAt, rankOf } from '../ranks/rank.js';
import type { LeaderboardWish } from './reputation.reader.js';

describe('points as others see them', () => {
  let world: LedgerWorld;
  let [asker, helper, voter]: Viewer[] = [];
  beforeAll(async () => {
    world = await LedgerWorld.open();
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    const { community } = world;
    [asker, helper, voter] = [await community.person('Anna'), await community.person('Boris'), await community.person('Clara')];
    // Nobody of the last test is on this one's board.
    community.clock.advance(366 * DAY);
  });

  async function helped(audience: 'EVERYONE' | 'MEMBERS' = 'EVERYONE') {
    const topic = await world.community.aTopic(asker!, { audience });
    const answer = await world.community.anAnswer(helper!, topic);
    await world.acts.replyVotes.vote(voter!, answer.id);
    await world.catchUp();
    return { topic, answer };
  }
  const board = async (wish: Partial<LeaderboardWish> = {}, as: Viewer = world.community.visitor) =>
    (await world.reader.leaderboard(as, { period: 'MONTH', product: null, group: null, first: 20, ...wish })).map(
      ({ place, person, points }) => [place, person.name, points],
    );

  it('hold nothing that was earned where the viewer may not read', async () => {
    const { topic } = await helped('MEMBERS');
    expect([await world.pointsOf(helper!), await world.pointsOf(helper!, voter!)]).toEqual([0, 10]);
    expect([await board(), await board({}, voter!)]).toEqual([[], [[1, 'Boris', 10]]]);
    await world.acts.topics.move(await world.community.person('Egor', 'MODERATOR'), topic.id, 'EVERYONE');
    expect([await world.pointsOf(helper!), await board()]).toEqual([10, [[1, 'Boris', 10]]]);
  });

  it('from a group count and show only inside it', async () => {
    const { topic } = await helped();
    const { main } = world.community.test.db;
    const [group] = await main.rows<{ id: string }>(
      sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
          select gen_random_uuid(), 'players', 'Players', 'PUBLIC', a.id, 1, now() from audience a where a.id = 2 returning id`,
    );
    await main.rows(sql`update topic set group_id = ${group!.id} where id = ${topic.id}`);
    expect([await world.pointsOf(helper!), await board(), await board({ group: 'players' }), await board({ group: 'others' })]).toEqual([
      ...[0, [], [[1, 'Boris', 10]], []],
    ]);
  });

  it('are the survivor’s after a merge', async () => {
    await helped();
    await world.community.test.db.main.rows(sql`update person set merged_into_id = ${voter!.personId} where id = ${helper!.personId}`);
    expect([await world.pointsOf(voter!), await board()]).toEqual([10, [[1, 'Clara', 10]]]);
  });

  it('stand on the board of their period and product; equals share a place; the company is not ranked', async () => {
    const { topic, answer } = await helped();
    const representative = await world.community.person('Dina', 'REPRESENTATIVE');
    const word = await world.community.anAnswer(representative, topic);
    await world.acts.replyVotes.vote(voter!, word.id);
    const second = await world.community.anAnswer(asker!, topic);
    await world.acts.replyVotes.vote(voter!, second.id);
    await world.catchUp();
    expect(await board()).toEqual([
      [1, 'Anna', 10],
      [1, 'Boris', 10],
    ]);
    expect([await board({ product: 'player' }), await board({ first: 1 })]).toEqual([[], [[1, 'Anna', 10]]]);
    world.community.clock.advance(8 * DAY);
    expect([await board({ period: 'WEEK' }), (await board({ period: 'MONTH' })).length]).toEqual([[], 2]);
    await world.acts.replyVotes.withdraw(voter!, answer.id);
    await world.catchUp();
    expect(await board()).toEqual([[1, 'Anna', 10]]);
  });
});

describe('a rank', () => {
  it.each([
    [-5, 'NEWCOMER', 0],
    [0, 'NEWCOMER', 25],
    [24, 'NEWCOMER', 25],
    [25, 'CONTRIBUTOR', 150],
    [749, 'HELPER', 750],
    [3_000, 'ELDER', null],
  ])('of %d points is %s, the next from %s on', (points, rank, next) => {
    expect([rankOf(points), nextRankAt(points)]).toEqual([rank, next]);
  });
});
