import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, sql } from '@veche/platform';
import { type GroupRole, type GroupType, type Viewer, visitor } from '@veche/visibility';
import { ReplyService } from '../replies/reply.service.js';
import { type CommunityWorld, communityWorld } from '../testing/community-world.js';
import { AskService } from './ask.service.js';
import { TopicReader } from './topic.reader.js';
import { TopicService } from './topic.service.js';
import type { Topic } from './topic.type.js';

let world: CommunityWorld;
beforeAll(async () => {
  world = await communityWorld();
});
afterAll(() => world.close());

interface Place {
  id: string;
  slug: string;
  audienceId: number;
}

let groups = 0;
async function aGroup(type: GroupType): Promise<Place> {
  const [id, audienceId] = [newId(), 100 + groups++];
  const slug = `group-${audienceId}`;
  await world.test.db.main.rows(sql`insert into audience (id, kind) values (${audienceId}, 'group')`);
  await world.test.db.main.rows(
    sql`insert into groups (id, slug, name, type, audience_id, content_audience_id, created_at)
        values (${id}, ${slug}, ${slug}, ${type}, ${audienceId}, ${type === 'PUBLIC' ? 1 : audienceId}, now())`,
  );
  return { id, slug, audienceId };
}

/** The viewer as it is once it is in. */
async function within(viewer: Viewer, group: Place, role: Exclude<GroupRole, 'STEP_IN'> = 'MEMBER'): Promise<Viewer> {
  await world.test.db.main.rows(
    sql`insert into group_membership (group_id, person_id, audience_id, state, role, since)
        values (${group.id}, ${viewer.personId}, ${group.audienceId}, 'member', ${role}, now())`,
  );
  const mine = { id: group.id, audienceId: group.audienceId, role };
  return { ...viewer, audienceIds: [...viewer.audienceIds, group.audienceId], groups: [...viewer.groups, mine] };
}

const ask = (viewer: Viewer, group: string) =>
  world.get(AskService).ask(viewer, { kind: 'QUESTION', title: 'What is in here?', body: '', group });
const seen = (viewer: Viewer, topic: Pick<Topic, 'key'>) => world.get(TopicReader).byKey(viewer, topic.key);
const list = async (viewer: Viewer, group: string) => (await world.get(TopicReader).list(viewer, { group })).nodes.map(({ id }) => id);

describe('a topic in a group', () => {
  it('is asked by members, and read by whom the group is for', async () => {
    const [closed, open] = [await aGroup('CLOSED'), await aGroup('PUBLIC')];
    const [anna, boris] = [await world.person('Anna'), await world.person('Boris')];
    const member = await within(await within(anna, closed), open);
    for (const group of [closed, open]) await expect(ask(boris, group.slug)).rejects.toMatchObject({ code: 'INVALID', field: 'group' });
    await expect(ask(member, 'no-such-group')).rejects.toMatchObject({ code: 'INVALID', field: 'group' });
    const [hidden, shown] = [await ask(member, closed.slug), await ask(member, open.slug)];
    expect(hidden).toMatchObject({ audience: 'GROUP', group: { slug: closed.slug, type: 'CLOSED' } });
    expect(shown).toMatchObject({ audience: 'EVERYONE', group: { slug: open.slug, type: 'PUBLIC' } });
    for (const viewer of [visitor(), boris, await world.person('Mod', 'MODERATOR')]) {
      expect(await seen(viewer, hidden)).toBeNull();
      expect([await list(viewer, closed.slug), await list(viewer, open.slug)]).toEqual([[], [shown.id]]);
      expect((await seen(viewer, shown))!.can.reply).toBe(false);
    }
    expect(await list(member, closed.slug)).toEqual([hidden.id]);
  });

  it('of a PUBLIC one is answered by members alone, in either way of writing', async () => {
    const group = await aGroup('PUBLIC');
    const [anna, boris] = [await world.person('Anna'), await world.person('Boris')];
    const member = await within(anna, group);
    const topic = await ask(member, group.slug);
    const reply = (viewer: Viewer) => world.get(ReplyService).reply(viewer, { topic: topic.id, kind: 'ANSWER', body: 'Lamps.' });
    await expect(reply(boris)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await reply(await within(boris, group))).toMatchObject({ topicPath: topic.path });
  });

  it('is nobody’s any more who was put out between the request and the write', async () => {
    const group = await aGroup('CLOSED');
    const anna = await within(await world.person('Anna'), group);
    await world.test.db.main.rows(sql`update group_membership set state = 'left' where person_id = ${anna.personId}`);
    await expect(ask(anna, group.slug)).rejects.toMatchObject({ field: 'group' });
  });
});

describe('moving in and out', () => {
  it('goes by who leads the group, and is told in the log with both groups', async () => {
    const [closed, other] = [await aGroup('CLOSED'), await aGroup('UNLISTED')];
    const rita = await within(await world.person('Rita', 'REPRESENTATIVE'), closed);
    const boris = await within(await world.person('Boris'), closed, 'MODERATOR');
    const topic = await world.aTopic(await world.person('Anna'));
    await world.anAnswer(await world.person('Carl'), topic);
    const move = (viewer: Viewer, to: Parameters<TopicService['move']>[2]) => world.get(TopicService).move(viewer, topic.id, to);
    await expect(move(rita, { group: other.slug })).rejects.toMatchObject({ field: 'group' });
    expect(await move(rita, { group: closed.slug })).toMatchObject({ audience: 'GROUP', group: { slug: closed.slug } });
    await expect(move(rita, 'EVERYONE')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await move(await within(boris, other), { group: other.slug })).toMatchObject({ group: { slug: other.slug } });
    const told = await world.test.db.main.rows<{ payload: unknown }>(
      sql`select payload from interaction where topic_id = ${topic.id} and kind = 'topic.moved' order by seq`,
    );
    expect(told.map(({ payload }) => payload)).toEqual([
      { from: 'EVERYONE', to: 'GROUP', toGroupId: closed.id },
      { from: 'GROUP', to: 'GROUP', fromGroupId: closed.id, toGroupId: other.id },
    ]);
  });

  /** Everything that hangs on a topic and says who reads it. */
  const CHILDREN = ['reply', 'topic_product', 'topic_tag', 'topic_vote', 'reply_vote', 'topic_follow', 'status_change', 'revision', 'file', 'demand', 'helped', 'faq_place']; // prettier-ignore

  it('takes along every table that hangs on the topic: none is forgotten', async () => {
    const found = await world.test.db.main.rows<{ child: string }>(
      sql`select distinct c.conrelid::regclass::text as child from pg_constraint c
          where c.contype = 'f' and c.confrelid = 'topic'::regclass and c.confupdtype = 'c'`,
    );
    expect(found.map(({ child }) => child)).toEqual(expect.arrayContaining(CHILDREN));
    // Whoever has an audience and a topic follows it by cascade.
    const carrying = await world.test.db.main.rows<{ child: string }>(
      sql`select a.table_name as child from information_schema.columns a join information_schema.columns b using (table_schema, table_name)
          join information_schema.tables t using (table_schema, table_name)
          where a.table_schema = 'public' and t.table_type = 'BASE TABLE' and a.column_name = 'audience_id' and b.column_name = 'topic_id'
            and a.table_name not like 'interaction%' and a.table_name <> 'note'`,
    );
    expect(carrying.map(({ child }) => child).filter((child) => !found.some((one) => one.child === child))).toEqual([]);
  });

  it('of a topic with 10,000 replies is one statement, and keeps nobody waiting on other topics', async () => {
    const group = await aGroup('CLOSED');
    const rita = await within(await world.person('Rita', 'REPRESENTATIVE'), group, 'OWNER');
    const [topic, other] = [await world.aTopic(await world.person('Anna')), await world.aTopic(await world.person('Boris'))];
    await world.test.db.main.rows(
      sql`insert into reply (id, topic_id, audience_id, topic_state, kind, body_md, body_html, author_person_id, author_name, created_at)
          select gen_random_uuid(), t.id, t.audience_id, t.state, 'ANSWER', '', '<p>x</p>', null, 'x', now() from topic t, generate_series(1, 10000)
          where t.id = ${topic.id}`,
    );
    let [isMoving, answered] = [true, 0];
    const writing = (async () => {
      const carl = await world.person('Carl', 'OPERATOR');
      while (isMoving) {
        await world.anAnswer(carl, other, `Answer ${answered}`);
        if (isMoving) answered += 1;
      }
    })();
    await world.get(TopicService).move(rita, topic.id, { group: group.slug });
    isMoving = false;
    await writing;
    // Written while the move was under way: nobody waited for it.
    expect(answered).toBeGreaterThan(2);
    const where = await world.test.db.main.rows<{ audience: number; replies: number }>(
      sql`select audience_id as audience, count(*)::integer as replies from reply where topic_id = ${topic.id} group by 1`,
    );
    expect(where).toEqual([{ audience: group.audienceId, replies: 10_000 }]);
  });
});
