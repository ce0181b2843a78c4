import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewInteraction } from '@veche/interactions';
import { DAY, HOUR, sql } from '@veche/platform';
import { LedgerWorld } from '../testing/ledger-world.js';

// The oracle knows nothing of batches, standing and entries: it walks the whole history, remembers what each gift was worth when it
// was first given, and adds up at the end what is still given under nothing deleted.

interface Post {
  id: string;
  topic: string;
  author: string;
  at: number;
}

interface Act {
  kind: NewInteraction['kind'];
  post: Post;
  actor: string;
  at: number;
}

describe('over random histories', () => {
  let world: LedgerWorld;
  beforeAll(async () => {
    world = await LedgerWorld.open();
  });
  afterAll(() => world.close());

  it.each([1, 2, 3])('each total is the sum of its lines and what a recount finds (seed %d)', async (seed) => {
    const { posts, people, acts } = await randomHistory(world, seed);
    for (let i = 0; i < acts.length; i += 100) {
      await world.tell(...acts.slice(i, i + 100).map((act) => interactionOf(act)));
      await world.catchUp([7, 17, 500][(i / 100) % 3]);
    }
    const { main } = world.community.test.db;
    const totals = async (table: typeof ENTRIES) =>
      Object.fromEntries(
        (
          await main.rows<{ id: string; points: number }>(
            sql`select person_id as id, sum(points)::integer as points from ${table} where person_id = any(${people}::uuid[]) group by 1`,
          )
        )
          .filter(({ points }) => points !== 0)
          .map(({ id, points }) => [id, points]),
      );
    const recounted = recount(posts, acts);
    expect(Object.keys(recounted).length).toBeGreaterThan(3);
    expect(await totals(ENTRIES)).toEqual(recounted);
    expect(await totals(SUMS)).toEqual(recounted);
  });
});

const ENTRIES = sql`reputation_entry`;
const SUMS = sql`reputation_sum`;

/** Whole numbers below a bound, the same for a seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

async function randomHistory(world: LedgerWorld, seed: number): Promise<{ posts: Post[]; people: string[]; acts: Act[] }> {
  const random = randomFrom(seed);
  const { community } = world;
  const people = await Promise.all(Array.from({ length: 7 }, (_, i) => community.person(`P${i}`)));
  const posts: Post[] = [];
  for (let i = 0; i < 6; i++) {
    const author = people[random(7)]!;
    const topic = await community.aTopic(author);
    const asked = { id: topic.id, topic: topic.id, author: author.personId!, at: community.clock.now().getTime() };
    posts.push(asked);
    for (let j = 0; j < 3; j++) {
      community.clock.advance(random(8) * HOUR);
      const replier = people[random(7)]!;
      const reply = await community.anAnswer(replier, topic, `Answer ${i} ${j}`);
      posts.push({ id: reply.id, topic: topic.id, author: replier.personId!, at: community.clock.now().getTime() });
    }
  }
  const start = community.clock.now().getTime();
  const kinds = ['vote.cast', 'vote.cast', 'vote.cast', 'vote.cast', 'vote.cast', 'vote.withdrawn', 'vote.withdrawn'] as const;
  const onReplies = ['answer.marked_solution', 'answer.unmarked_solution', 'answer.marked_official', 'answer.unmarked_official'] as const;
  const acts = Array.from({ length: 400 }, (_, i): Act => {
    const post = posts[random(posts.length)]!;
    const isReply = post.id !== post.topic;
    const gone = isReply ? (['reply.deleted', 'reply.restored'] as const) : (['topic.deleted', 'topic.restored'] as const);
    const possible: Act['kind'][] = [...kinds, ...(isReply ? onReplies : []), ...(random(3) === 0 ? gone : [])];
    const actor = people[random(7)]!.personId!;
    return { kind: possible[random(possible.length)]!, post, actor, at: start + Math.floor((i * 3 * DAY) / 400) };
  });
  return { posts, people: people.map(({ personId }) => personId!), acts };
}

function interactionOf({ kind, post, actor, at }: Act): NewInteraction {
  const isVote = kind.startsWith('vote.');
  return {
    kind,
    payload: isVote ? { on: post.id === post.topic ? 'topic' : 'reply' } : {},
    personId: isVote ? actor : post.author,
    actorPersonId: actor,
    topicId: post.topic,
    ...(post.id !== post.topic && { replyId: post.id }),
    occurredAt: new Date(at),
    channel: 'web',
  } as NewInteraction;
}

function recount(posts: Post[], acts: Act[]): Record<string, number> {
  const byId = new Map(posts.map((post) => [post.id, post]));
  const deleted = new Set<string>();
  const gifts = new Map<string, { earner: string; post: Post; worth: number; given: boolean; vote?: string; day?: string }>();
  const verdicts = new Map<string, string>();
  const give = (key: string, made: () => { earner: string; post: Post; worth: number; vote?: string; day?: string }) =>
    gifts.set(key, { ...(gifts.get(key) ?? made()), given: true });
  const drop = (key: string) => gifts.has(key) && gifts.set(key, { ...gifts.get(key)!, given: false });
  for (const { kind, post, actor, at } of acts) {
    const [what, how] = kind.split('.') as [string, string];
    if (how === 'deleted') deleted.add(post.id);
    if (how === 'restored') deleted.delete(post.id);
    if (kind === 'vote.cast' && actor !== post.author) {
      give(`vote ${post.id} ${actor}`, () => {
        const day = new Date(at).toISOString().slice(0, 10);
        const same = [...gifts.values()].filter((gift) => gift.vote !== undefined && gift.earner === post.author && gift.day === day);
        const sum = same.reduce((total, { worth }) => total + worth, 0);
        const full = post.id === post.topic ? 5 : 10;
        const worth = same.filter(({ vote }) => vote === actor).length >= 6 ? 0 : Math.max(0, Math.min(full, 200 - sum));
        return { earner: post.author, post, worth, vote: actor, day };
      });
    }
    if (kind === 'vote.withdrawn') drop(`vote ${post.id} ${actor}`);
    if (what !== 'answer') continue;
    const name = how.replace(/^(un)?marked_/, '');
    const standing = verdicts.get(`${name} ${post.topic}`);
    const isMark = how.startsWith('marked');
    if (isMark && standing === post.id) continue;
    for (const key of [`${name} ${standing}`, `choice ${name} ${standing}`]) drop(key);
    if (!isMark) verdicts.delete(`${name} ${post.topic}`);
    else {
      verdicts.set(`${name} ${post.topic}`, post.id);
      const topic = byId.get(post.topic)!;
      const waited = post.at - topic.at;
      const factor = waited >= 12 * HOUR ? 3 : waited >= 3 * HOUR ? 2 : 1;
      if (name === 'solution' && topic.author !== post.author) {
        give(`solution ${post.id}`, () => ({ earner: post.author, post, worth: 15 * factor }));
        if (actor === topic.author) give(`choice solution ${post.id}`, () => ({ earner: topic.author, post, worth: 2 }));
      }
      if (name === 'official' && actor !== post.author) give(`official ${post.id}`, () => ({ earner: post.author, post, worth: 20 }));
    }
  }
  const totals: Record<string, number> = {};
  for (const { earner, post, worth, given } of gifts.values()) {
    if (given && !deleted.has(post.id) && !deleted.has(post.topic)) totals[earner] = (totals[earner] ?? 0) + worth;
  }
  return Object.fromEntries(Object.entries(totals).filter(([, points]) => points !== 0));
}
