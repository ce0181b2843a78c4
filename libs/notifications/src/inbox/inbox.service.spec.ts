import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { EVERYONE, STAFF, visitor } from '@veche/visibility';
import { Town } from '../testing/town.js';

let town: Town;
beforeAll(async () => {
  town = await Town.found();
});
afterAll(() => town.close());

/** Anna with a topic that Boris replied to so many times; everything is delivered. */
async function annaWith(replies: number): Promise<{ anna: string; boris: string; topic: string }> {
  const [anna, boris] = [await town.person('Anna'), await town.person('Boris')];
  const topic = await town.topic(anna);
  for (let i = 0; i < replies; i++) await town.replied(topic, boris, { text: `Reply ${i}` });
  await town.deliver();
  return { anna, boris, topic };
}

describe('the inbox', () => {
  it('shows the newest first, with topic, reply and who did it, page by page without gaps', async () => {
    const { anna } = await annaWith(5);
    const viewer = await town.viewer(anna);
    const first = await town.inbox.page(viewer, 2, undefined);
    const second = await town.inbox.page(viewer, 2, first.pageInfo.endCursor!);
    const third = await town.inbox.page(viewer, 2, second.pageInfo.endCursor!);
    const seen = [first, second, third].flatMap(({ nodes }) => nodes);
    expect(seen.map(({ reply }) => reply!.bodyHtml)).toEqual([4, 3, 2, 1, 0].map((i) => `<p>Reply ${i}</p>`));
    expect(seen[0]).toMatchObject({ kind: 'REPLY', topic: { title: 'Sound stops' }, actor: { name: 'Boris' }, readAt: null });
    expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  });

  it('counts at most 100 unread ones, and none for a visitor', async () => {
    const { anna, topic } = await annaWith(3);
    expect(await town.inbox.unreadCount(await town.viewer(anna))).toBe(3);
    expect(await town.inbox.unreadCount(visitor())).toBe(0);
    await town.db.main.rows(
      sql`insert into notification (interaction_id, person_id, kind, topic_id, created_at)
          select uuidv7_floor(now() - n * interval '1 second'), ${anna}, 'STATUS', ${topic}, now() from generate_series(1, 120) as n`,
    );
    expect(await town.inbox.unreadCount(await town.viewer(anna))).toBe(100);
  });

  it('neither shows nor counts what its reader may not see any more, and shows it again when it may', async () => {
    const { anna, boris, topic } = await annaWith(2);
    const other = await town.topic(anna);
    await town.replied(other, boris);
    await town.deliver();
    await town.db.main.rows(sql`update topic set author_person_id = null where id = ${topic}`);
    await town.move(topic, STAFF);
    const viewer = await town.viewer(anna);
    expect((await town.inbox.page(viewer, 20, undefined)).nodes.map((one) => one.topic!.id)).toEqual([other]);
    expect(await town.inbox.unreadCount(viewer)).toBe(1);
    expect(await town.inbox.markRead(viewer, null)).toBe(1);
    await town.move(topic, EVERYONE);
    expect(await town.inbox.unreadCount(viewer)).toBe(2);
  });

  it('leaves out a reply that was deleted', async () => {
    const { anna } = await annaWith(2);
    const viewer = await town.viewer(anna);
    const [newest] = (await town.inbox.page(viewer, 1, undefined)).nodes;
    await town.deleteReply(newest!.reply!.id);
    expect((await town.inbox.page(viewer, 20, undefined)).nodes).toHaveLength(1);
    expect(await town.inbox.unreadCount(viewer)).toBe(1);
  });

  it('marks the chosen ones as read, then all, and never those of others', async () => {
    const { anna } = await annaWith(3);
    const stranger = await town.viewer(await town.person('Clara'));
    const viewer = await town.viewer(anna);
    const [one] = (await town.inbox.page(viewer, 20, undefined)).nodes;
    expect(await town.inbox.markRead(stranger, [one!.id])).toBe(0);
    expect(await town.inbox.markRead(viewer, [one!.id, 'no id', one!.topic!.id])).toBe(1);
    expect(await town.inbox.markRead(viewer, [])).toBe(0);
    expect(await town.inbox.unreadCount(viewer)).toBe(2);
    expect(await town.inbox.markRead(viewer, null)).toBe(2);
    expect((await town.inbox.page(viewer, 20, undefined)).nodes.every(({ readAt }) => readAt !== null)).toBe(true);
  });

  it('refuses a cursor that is not its own, and takes one that holds no id for the end', async () => {
    const { anna } = await annaWith(1);
    const viewer = await town.viewer(anna);
    await expect(town.inbox.page(viewer, 20, 'x')).rejects.toThrow('damaged');
    const cursor = Buffer.from(JSON.stringify(["' or 1=1 --"])).toString('base64url');
    expect((await town.inbox.page(viewer, 20, cursor)).nodes).toEqual([]);
  });

  it('reads a page with three statements and the bell with one', async () => {
    const { anna } = await annaWith(3);
    const viewer = await town.viewer(anna);
    const statements = async (work: () => Promise<unknown>) => {
      const count = sql`select sum(calls)::integer as calls from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())`;
      await town.db.main.rows(sql`create extension if not exists pg_stat_statements`);
      const before = (await town.db.main.row<{ calls: number }>(count))!.calls;
      await work();
      // The second look itself is not counted yet when it looks; the first one is.
      return (await town.db.main.row<{ calls: number }>(count))!.calls - before - 1;
    };
    expect(await statements(() => town.inbox.page(viewer, 20, undefined))).toBe(3);
    expect(await statements(() => town.inbox.unreadCount(viewer))).toBe(1);
  });
});
