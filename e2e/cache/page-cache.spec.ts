import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBeside, startPortal } from '../support/portal.js';
import { act } from './acts.js';
import { Random } from './random.js';
import { type Town, found, talk } from './town.js';
import { addressesOf, chosenOf, exposed, liesAbout, served, warm } from './truth.js';

const isFull = process.env['VECHE_STORM'] === 'full';
const rounds = Number(process.env['VECHE_CACHE_ROUNDS'] ?? (isFull ? 120 : 10));
const random = new Random(Number(process.env['VECHE_CACHE_SEED'] ?? 20_261_122));

let town: Town;
let processes: { url: string }[];
let closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const portal = await startPortal();
  closing = [portal.close];
  // Before the others start: each start prints another link for the first administrator.
  town = await found(portal);
  const second = await startBeside(portal);
  closing.unshift(second.close);
  town.doors.push(second);
  processes = [portal, second];
}, 300_000);
afterAll(async () => {
  for (const close of closing) await close();
});

async function seenTopics(): Promise<string[]> {
  const topics = await town.portal.query<{ path: string }>(
    `select '/t/' || key || '/' || slug as path from topic where audience_id = 1 and state = 'published' order by key desc limit 12`,
  );
  return topics.map(({ path }) => path);
}

/** Does an act (a random one) after its pages were kept, and says what was still untrue afterwards. */
async function lies(wanted?: string): Promise<{ done: string; lies: unknown[]; exposed: string[] }> {
  const topics = await seenTopics();
  const pages = wanted === undefined ? chosenOf(random, await addressesOf(town.portal), 8, '/', '/questions') : topics;
  await warm(processes, [...new Set([...pages, ...topics])]);
  const done = await act(town, random, wanted);
  const actedAt = performance.now();
  const seen = await exposed(town, processes);
  const wrong = await liesAbout(town, processes, [...new Set([...pages, ...(done.path === undefined ? [] : [done.path])])], actedAt);
  return { done: `${done.act} ${done.path ?? ''}`, lies: wrong, exposed: seen };
}

describe('every page that a visitor is served', () => {
  it(
    `equals the page rendered anew, two seconds after any act, in both processes (${rounds} acts, seed ${random.seed})`,
    async () => {
      const acts = new Map<string, number>();
      for (let round = 0; round < rounds; round += 1) {
        const { done, ...found } = await lies();
        acts.set(done.split(' ')[0]!, (acts.get(done.split(' ')[0]!) ?? 0) + 1);
        expect({ round, done, ...found }).toEqual({ round, done, lies: [], exposed: [] });
      }
      expect(acts.size).toBeGreaterThan(isFull ? 20 : 4);
    },
    rounds * 20_000,
  );

  it('is kept between acts, or all of this would prove nothing', async () => {
    const addresses = await addressesOf(town.portal);
    const topics = await seenTopics();
    expect(topics.length).toBeGreaterThan(0);
    for (const { url } of processes) {
      for (const path of ['/', '/questions', addresses.find((one) => one.startsWith('/people/'))!, ...topics]) {
        const [first, second] = [await served(url, path, 'en'), await served(url, path, 'en')];
        expect([path, first.status, second.now]).toEqual([path, 200, first.now]);
        expect((await served(url, path, 'en', 'anew')).now).not.toBe(first.now);
      }
    }
  });
});

describe('the comparison finds out', () => {
  // After many acts everything may be deleted, hidden or closed.
  beforeAll(async () => {
    await town.portal.query('delete from brake');
    const [asker, ...others] = town.members;
    await talk(asker!, others, 3, 'QUESTION');
  });

  it.each([
    ['topic_version', 'topic', 'voteTopic'],
    ['topic_version', 'topic', 'editBody'],
    ['reply_version', 'reply', 'editReply'],
    ['person_version', 'person', 'moveHouse'],
  ])('that %s of %s is missing, by %s', async (trigger, table, wanted) => {
    await town.portal.query(`alter table ${table} disable trigger ${trigger}`);
    const { lies: found } = await lies(wanted);
    await town.portal.query(`alter table ${table} enable trigger ${trigger}`);
    await town.portal.query('update site set version = version + 1');
    expect(found.length).toBeGreaterThan(0);
  });
});
