import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MINUTE, sql } from '@veche/platform';
import { type Viewer, visitor } from '@veche/visibility';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { TopicService } from '../topics/topic.service.js';
import { WritingReader } from './writing.reader.js';

let town: CommunityWorld;
let anna: Viewer;
let boris: Viewer;
let oleg: Viewer;
beforeAll(async () => {
  town = await communityWorld();
  anna = await town.person('Anna');
  boris = await town.person('Boris');
  oleg = await town.person('Oleg', 'REPRESENTATIVE');
});
afterAll(() => town.close());

async function writings(viewer: Viewer, person: Viewer, first: number): Promise<string[]> {
  const seen: string[] = [];
  for (let after: string | null = null; ;) {
    const page = await town.get(WritingReader).of(viewer, person.personId!, { first, after });
    seen.push(...page.nodes.map(({ topic, reply }) => (reply === null ? topic.title : `${topic.title}: ${reply.kind}`)));
    if (!page.pageInfo.hasNextPage) return seen;
    after = page.pageInfo.endCursor;
  }
}

it('shows topics and replies together, newest first, on pages of any size, as far as the viewer sees them', async () => {
  const step = (): void => town.clock.advance(MINUTE);
  const asked = await town.aTopic(anna, { title: 'Public question' });
  step();
  const others = await town.aTopic(boris, { title: 'Of Boris' });
  step();
  const answer = await town.anAnswer(anna, others);
  step();
  await town.aTopic(anna, { title: 'For members', audience: 'MEMBERS' });
  step();
  await town.aComment(anna, asked);
  step();
  await town.aTopic(anna, { title: 'In private', audience: 'PRIVATE' });
  const all = ['In private', 'Public question: COMMENT', 'For members', 'Of Boris: ANSWER', 'Public question'];
  for (const first of [1, 2, 50]) {
    expect(await writings(await town.again(anna), anna, first)).toEqual(all);
    expect(await writings(oleg, anna, first)).toEqual(all);
    expect(await writings(boris, anna, first)).toEqual(all.slice(1));
    expect(await writings(visitor(), anna, first)).toEqual(all.filter((title) => title !== 'In private' && title !== 'For members'));
  }
  await town.test.db.main.rows(sql`update reply set state = 'deleted' where id = ${answer.id}`);
  await town.get(TopicService).delete(anna, asked.id);
  expect(await writings(visitor(), anna, 2)).toEqual([]);
});

it('refuses a damaged cursor', async () => {
  await expect(town.get(WritingReader).of(anna, anna.personId!, { after: 'x' })).rejects.toMatchObject({ code: 'INVALID', field: 'after' });
});
