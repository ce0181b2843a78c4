import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import type { ContentState, Viewer } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { supposing } from './supposed-topic.js';
import { CLOSED } from './topic.objections.js';
import { type TopicFacts, objectionToAnswer, objectionToFollow, objectionToMove, objectionToTopicVote } from './topic.policy.js';

describe('a policy asked about a topic that has not been read', () => {
  let world: CommunityWorld;
  let people: Viewer[];
  beforeAll(async () => {
    world = await communityWorld();
    people = [
      await world.person('Anna'),
      await world.person('Boris'),
      await world.person('Rita', 'REPRESENTATIVE'),
      await world.person('Mod', 'MODERATOR'),
    ];
  });
  afterAll(() => world.close());

  // None of them is a member.
  const group = newId();
  const facts = (viewer: Viewer) =>
    (['published', 'held', 'hidden', 'deleted'] satisfies ContentState[]).flatMap((state) =>
      [null, new Date()].flatMap((closedAt) =>
        [null, group].flatMap((groupId) =>
          [...people, viewer].map(({ personId }) => ({ state, closedAt, groupId, authorPersonId: personId }) as TopicFacts),
        ),
      ),
    );

  it.each([
    ['vote', objectionToTopicVote],
    ['follow', objectionToFollow],
    ['answer', objectionToAnswer],
    ['nothing', () => null],
  ])('gives a condition that holds exactly where it allows or is stricter: %s', async (_name, objection) => {
    let allowed = 0;
    for (const viewer of people) {
      const condition = supposing(viewer, objection)!;
      for (const topic of facts(viewer)) {
        const row = await world.test.db.main.row<{ holds: boolean }>(
          sql`select ${condition} as holds from (select ${topic.state} as state, ${topic.closedAt}::timestamptz as closed_at,
                ${topic.groupId}::uuid as group_id, ${topic.authorPersonId}::uuid as author_person_id) as t`,
        );
        if (row!.holds) allowed += 1;
        expect({ topic, holds: row!.holds }).toEqual({ topic, holds: objection(viewer, topic) === null });
      }
    }
    expect(allowed).toBeGreaterThan(0);
  });

  it('wants the row when the policy looks at more, and when it objects to the usual topic', () => {
    expect(supposing(people[0]!, objectionToMove)).toBeNull();
    expect(supposing(people[0]!, () => CLOSED)).toBeNull();
    expect(supposing(world.visitor, objectionToTopicVote)).toBeNull();
  });
});
