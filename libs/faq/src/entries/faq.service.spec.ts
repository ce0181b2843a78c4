import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReplyReader, TopicReader } from '@veche/community';
import { Consumers } from '@veche/interactions';
import { DAY, MovedClock, type Sql, sql } from '@veche/platform';
import { EVERYONE, Gate, MEMBERS, type Role, type Viewer, viewerOf, visitor } from '@veche/visibility';
import fc from 'fast-check';
import { HALF_LIFE, WEIGHTS } from '../demand/demand.js';
import { DemandRepository } from '../demand/demand.repository.js';
import { FaqProjection } from '../demand/faq.projection.js';
import { NeedRepository } from '../need/need.repository.js';
import { Town } from '../testing/town.js';
import { EntryRepository } from './entry.repository.js';
import type { FaqEntry } from './faq-entry.type.js';
import { FaqService } from './faq.service.js';

const begin = new Date('2026-11-01T12:00:00Z');
const ago = (days: number) => new Date(begin.getTime() - days * DAY);

let town: Town;
let clock: MovedClock;
let faq: FaqService;
beforeAll(async () => {
  clock = new MovedClock(begin);
  town = await Town.found(clock);
  const gate = new Gate(town.db);
  faq = new FaqService(new EntryRepository(gate, clock), new TopicReader(gate), new ReplyReader(gate));
});
afterAll(() => town.close());

const member = async (roles: Role[] = []): Promise<Viewer> =>
  viewerOf({ personId: await town.person(), accountId: null, sessionId: null, name: 'Anna', roles, privateAudienceId: null, locale: 'en' });
const drain = () => new Consumers(town.db, town.log).drain(new FaqProjection(new NeedRepository(), new DemandRepository()));
const about = (entries: FaqEntry[]) => entries.map(({ topic }) => topic.id);

/** A topic with a solution, needed at these days before the beginning, each time by somebody new. */
async function needed(
  days: number[],
  options: { audience?: number; kind?: string; product?: string; official?: boolean } = {},
): Promise<{ topic: string; solution: string }> {
  const topic = await town.topic(options);
  const solution = await town.reply(topic);
  await town.mark(topic, options.official ? { official: solution } : { solution });
  if (options.product !== undefined) await town.concern(topic, options.product);
  await town.tell({ kind: 'topic.asked', topicId: topic, personId: null, occurredAt: ago(days[0] ?? 0) });
  for (const day of days) await town.tell({ kind: 'vote.cast', topicId: topic, personId: await town.person(), occurredAt: ago(day) });
  await town.tell({
    kind: options.official ? 'answer.marked_official' : 'answer.marked_solution',
    topicId: topic,
    personId: null,
    replyId: solution,
  });
  await drain();
  return { topic, solution };
}

async function without<T>(table: Sql, work: () => Promise<T>): Promise<T> {
  await town.db.main.rows(sql`truncate ${table}, topic_product, topic_tally`);
  return work();
}
const fresh = <T>(work: () => Promise<T>) => without(sql`demand, faq_place, need, need_topic`, work);

describe('the living FAQ', () => {
  it('says of each entry how many people needed it and how many in the last month, to visitors as to members', () =>
    fresh(async () => {
      const { topic, solution } = await needed([100, 45, 29, 3, 1]);
      for (const viewer of [visitor(), await member()]) {
        expect(await faq.mostNeeded(viewer, 5)).toMatchObject([
          {
            topic: { id: topic },
            answer: { id: solution, isSolution: true },
            people: 5,
            peopleLastMonth: 3,
            importedNeed: 0,
            isPast: false,
            viewerHelped: null,
          },
        ]);
      }
    }));

  it('shows the official answer before the solution, and the solution when the official answer is deleted', () =>
    fresh(async () => {
      const { topic, solution } = await needed([1]);
      const official = await town.reply(topic);
      await town.mark(topic, { solution, official });
      expect(await faq.mostNeeded(visitor(), 5)).toMatchObject([{ answer: { id: official, isOfficial: true } }]);
      await town.db.main.rows(sql`update reply set state = 'deleted' where id = ${official}`);
      for (const viewer of [visitor(), await member(['MODERATOR'])])
        expect(await faq.mostNeeded(viewer, 5)).toMatchObject([{ answer: { id: solution } }]);
    }));

  it('has only topics with a verdict that need an answer at all', () =>
    fresh(async () => {
      const { topic } = await needed([1, 1], { kind: 'PROBLEM', official: true });
      await needed([1, 1], { kind: 'PRAISE' });
      const unanswered = await town.topic();
      await town.tell({ kind: 'topic.asked', topicId: unanswered, personId: await town.person() });
      await drain();
      expect(about(await faq.mostNeeded(visitor(), 5))).toEqual([topic]);
    }));

  it('shows each viewer only what the gate lets through', () =>
    fresh(async () => {
      const [open, membersOnly, hidden] = [await needed([1]), await needed([1, 1], { audience: MEMBERS }), await needed([1, 1, 1])];
      await town.db.main.rows(sql`update topic set state = 'hidden' where id = ${hidden.topic}`);
      expect(about(await faq.mostNeeded(visitor(), 5))).toEqual([open.topic]);
      for (const roles of [[], ['MODERATOR']] as Role[][])
        expect(about(await faq.mostNeeded(await member(roles), 5))).toEqual([membersOnly.topic, open.topic]);
      await town.db.main.rows(sql`update topic set audience_id = ${EVERYONE} where id = ${membersOnly.topic}`);
      expect(about(await faq.mostNeeded(visitor(), 5))).toEqual([membersOnly.topic, open.topic]);
    }));

  it('lists sections in the order of the products, topics without one last, and one product alone', () =>
    fresh(async () => {
      const [second, first] = [await town.product('Player', 2), await town.product('App', 1)];
      await town.product('Empty', 0);
      const [inFirst, inSecond, inNone] = [
        await needed([1], { product: first }),
        await needed([1, 1], { product: second }),
        await needed([1]),
      ];
      const sections = await faq.sections(visitor(), null, 10);
      expect(sections.map(({ product, entries }) => [product?.name, ...about(entries)])).toEqual([
        ['App', inFirst.topic],
        ['Player', inSecond.topic],
        [undefined, inNone.topic],
      ]);
      expect((await faq.sections(visitor(), 'player', 10)).map(({ entries }) => about(entries))).toEqual([[inSecond.topic]]);
      expect(await faq.sections(visitor(), 'nothing', 10)).toEqual([]);
    }));

  it('follows a topic to other products and away from kinds that need no answer', () =>
    fresh(async () => {
      const [keyboard, mouse] = [await town.product('Keyboard', 4), await town.product('Mouse', 5)];
      const { topic } = await needed([1], { product: keyboard });
      const names = async () => (await faq.sections(visitor(), null, 10)).map(({ product }) => product?.name);
      expect(await names()).toEqual(['Keyboard']);
      await town.concern(topic, mouse);
      await town.tell({ kind: 'topic.edited', topicId: topic });
      await drain();
      expect(await names()).toEqual(['Keyboard', 'Mouse']);
      await town.db.main.rows(sql`update topic set kind = 'PRAISE' where id = ${topic}`);
      await town.tell({ kind: 'topic.retyped', topicId: topic, payload: { from: 'QUESTION', to: 'PRAISE' } });
      await drain();
      expect(await names()).toEqual([]);
    }));

  it('moves an entry to the past when waiting brings its demand under the floor', () =>
    fresh(async () => {
      const { topic } = await needed([0, 0]);
      clock.advance(155 * DAY);
      expect(await faq.sections(visitor(), null, 10)).toMatchObject([
        { entries: [{ topic: { id: topic }, isPast: false, peopleLastMonth: 0 }], past: [] },
      ]);
      clock.advance(2 * DAY);
      expect(await faq.sections(visitor(), null, 10)).toMatchObject([
        { entries: [], past: [{ topic: { id: topic }, isPast: true, people: 2 }] },
      ]);
      expect(await faq.mostNeeded(visitor(), 5)).toEqual([]);
      clock.set(begin);
    }));

  it('orders by Σ w·2^(−age/h) at any moment, and waiting never changes the order', async () => {
    // Whole hours apart, so that equal sums are equal by construction and not by rounding.
    const histories = fc.array(fc.array(fc.integer({ min: 0, max: 24 * 900 }), { minLength: 1, maxLength: 6 }), {
      minLength: 2,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 0, max: 400 }), (topics, waited) =>
        fresh(async () => {
          const made = [];
          for (const hours of topics) made.push({ ...(await needed(hours.map((hour) => hour / 24))), hours });
          const bruteForce = (now: Date) => (hours: number[]) =>
            hours.reduce((sum, hour) => sum + WEIGHTS.ME_TOO * 2 ** (-((now.getTime() - ago(hour / 24).getTime()) / 1000) / HALF_LIFE), 0);
          clock.set(begin);
          const orders = [];
          for (const wait of [0, waited]) {
            clock.advance(wait * DAY);
            const [section] = await faq.sections(visitor(), null, 50);
            const shown = [...section!.entries, ...section!.past];
            for (const { topic, demand } of shown) {
              const expected = bruteForce(clock.now())(made.find((one) => one.topic === topic.id)!.hours);
              expect(Math.abs(demand / expected - 1)).toBeLessThan(1e-9);
            }
            expect(shown.every(({ demand }, i) => i === 0 || demand <= shown[i - 1]!.demand * (1 + 1e-9))).toBe(true);
            orders.push(about(shown));
          }
          clock.set(begin);
          expect(orders[0]).toHaveLength(topics.length);
          expect(orders[1]).toEqual(orders[0]);
        }),
      ),
      { numRuns: 15 },
    );
  });
});
