import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Consumers, type Interaction, type NewInteraction } from '@veche/interactions';
import { DAY, MovedClock, type Tx, rows, sql } from '@veche/platform';
import { NeedRepository } from '../need/need.repository.js';
import { Town } from '../testing/town.js';
import { DemandRepository } from './demand.repository.js';
import { FaqProjection } from './faq.projection.js';
import { demandAt } from './demand.js';

const now = new Date('2026-11-01T12:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * DAY);

describe('demand of a topic', () => {
  let town: Town;
  let consumers: Consumers;
  const projection = () => new FaqProjection(new NeedRepository(), new DemandRepository());
  beforeAll(async () => {
    town = await Town.found(new MovedClock(now));
    consumers = new Consumers(town.db, town.log);
  });
  afterAll(() => town.close());

  async function demandOf(topicId: string): Promise<{ demand: number; people: number; importedNeed: number; isEligible: boolean }> {
    await consumers.drain(projection());
    const row = await town.db.main.row<{ score: number; people: number; importedNeed: number; isEligible: boolean }>(
      sql`select score, people, imported_need as "importedNeed", is_eligible as "isEligible" from demand where topic_id = ${topicId}`,
    );
    const { score, ...rest } = row!;
    return { demand: Number(demandAt(score, now).toFixed(9)), ...rest };
  }
  const me = (kind: NewInteraction['kind'], topicId: string, personId: string, more: Partial<NewInteraction> = {}) => ({
    kind,
    topicId,
    personId,
    occurredAt: now,
    ...more,
  });

  it('counts the asker as one me-too, whatever else the asker presses', async () => {
    const asker = await town.person();
    const topic = await town.topic({ author: asker });
    await town.tell(
      me('topic.asked', topic, asker),
      me('topic.followed', topic, asker),
      me('vote.cast', topic, asker),
      me('vote.withdrawn', topic, asker),
    );
    expect(await demandOf(topic)).toEqual({ demand: 3, people: 1, importedNeed: 0, isEligible: false });
  });

  it('counts each person once per kind: me-too 3, vote on the answer 2, follow 1', async () => {
    const [asker, second] = [await town.person(), await town.person()];
    const topic = await town.topic({ author: asker });
    const [solution, official, other] = [await town.reply(topic), await town.reply(topic), await town.reply(topic)];
    const onReply = { payload: { on: 'reply' as const } };
    await town.tell(
      me('topic.asked', topic, asker),
      ...['vote.cast', 'vote.cast', 'topic.followed'].map((kind) => me(kind as 'vote.cast', topic, second)),
      ...[solution, official, other].map((replyId) => me('vote.cast', topic, second, { replyId, ...onReply })),
    );
    expect(await demandOf(topic)).toMatchObject({ demand: 7, people: 2, isEligible: false });
    await town.tell(
      me('answer.marked_solution', topic, asker, { replyId: solution }),
      me('answer.marked_official', topic, asker, { replyId: official }),
    );
    expect(await demandOf(topic)).toMatchObject({ demand: 9, people: 2, isEligible: true });
    await town.tell(me('vote.withdrawn', topic, second, { replyId: solution, ...onReply }));
    expect(await demandOf(topic)).toMatchObject({ demand: 9 });
    await town.tell(
      me('vote.withdrawn', topic, second, { replyId: official, ...onReply }),
      me('vote.withdrawn', topic, second),
      me('topic.unfollowed', topic, second),
    );
    expect(await demandOf(topic)).toMatchObject({ demand: 3, people: 1 });
  });

  it('counts votes on an answer only while it is the solution or official', async () => {
    const [asker, second] = [await town.person(), await town.person()];
    const topic = await town.topic({ author: asker });
    const replyId = await town.reply(topic);
    await town.tell(me('topic.asked', topic, asker), me('vote.cast', topic, second, { replyId, payload: { on: 'reply' } }));
    expect(await demandOf(topic)).toMatchObject({ demand: 3, people: 1, isEligible: false });
    await town.tell(me('answer.marked_official', topic, asker, { replyId }));
    expect(await demandOf(topic)).toMatchObject({ demand: 5, people: 2, isEligible: true });
    await town.tell(me('answer.unmarked_official', topic, asker, { replyId }));
    expect(await demandOf(topic)).toMatchObject({ demand: 3, isEligible: false });
  });

  it('halves a need every 60 days and keeps its first moment when it is cast again', async () => {
    const person = await town.person();
    const topic = await town.topic();
    await town.tell(me('topic.asked', topic, null!, { occurredAt: ago(60) }), me('vote.cast', topic, person, { occurredAt: ago(60) }));
    await town.tell(me('vote.withdrawn', topic, person), me('vote.cast', topic, person));
    expect(await demandOf(topic)).toMatchObject({ demand: 1.5, people: 1 });
  });

  it('counts an imported total as one need each, dated to the topic, and one below zero as none', async () => {
    const [liked, disliked] = [await town.topic(), await town.topic()];
    const imported = (importedScore: number) => ({
      occurredAt: ago(120),
      isImported: true,
      payload: { topicKind: 'QUESTION' as const, audience: 'EVERYONE' as const, importedScore },
    });
    await town.tell(me('topic.asked', liked, null!, imported(8)), me('topic.asked', disliked, null!, imported(-3)));
    expect(await demandOf(liked)).toEqual({ demand: 2, people: 0, importedNeed: 8, isEligible: false });
    expect(await demandOf(disliked)).toEqual({ demand: 0, people: 0, importedNeed: 0, isEligible: false });
  });

  it('counts merged persons once', async () => {
    const [one, alias, alias2] = [await town.person(), await town.person(), await town.person()];
    const topic = await town.topic({ author: one });
    await town.db.main.rows(
      sql`update person set merged_into_id = case id when ${alias2} then ${alias}::uuid else ${one}::uuid end where id = any(${[alias, alias2]}::uuid[])`,
    );
    await town.tell(me('topic.asked', topic, one), me('vote.cast', topic, alias), me('vote.cast', topic, alias2));
    expect(await demandOf(topic)).toMatchObject({ demand: 3, people: 1 });
  });

  it('is rebuilt byte-identical, in batches of 1 and 500, and after a batch that broke off', async () => {
    await tellLongHistory(town);
    await consumers.drain(projection());
    const first = await town.fingerprints('need', 'need_topic', 'demand', 'faq_place');
    for (const print of first) expect(Number(print.split(' ')[0])).toBeGreaterThan(5);
    for (const size of [1, 500, 37]) {
      await consumers.startOver(projection());
      expect((await town.fingerprints('need', 'need_topic', 'demand', 'faq_place')).every((print) => print.startsWith('0 '))).toBe(true);
      await consumers.advance(projection(), size);
      await expect(consumers.advance(new BreakingOff(), size)).rejects.toThrow('killed');
      await consumers.drain(projection(), size);
      expect(await town.fingerprints('need', 'need_topic', 'demand', 'faq_place')).toEqual(first);
    }
  });

  it('reads 10,000 interactions in seconds', async () => {
    const [people, topics] = [
      await Promise.all(Array.from({ length: 50 }, () => town.person())),
      await Promise.all(Array.from({ length: 200 }, () => town.topic())),
    ];
    await consumers.drain(projection());
    for (let i = 0; i < 10_000; i += 1_000) {
      await town.tell(
        ...Array.from({ length: 1_000 }, (_, j) => me('vote.cast', topics[(i + j) % 200]!, people[Math.floor((i + j) / 200)]!)),
      );
    }
    await town.tell(...topics.map((topic) => me('topic.asked', topic, people[0]!)));
    const start = performance.now();
    await consumers.drain(projection());
    expect(performance.now() - start).toBeLessThan(20_000);
    expect(await demandOf(topics[0]!)).toMatchObject({ people: 50 });
  });
});

/** Applies its batch and then fails, as a process killed before the commit. */
class BreakingOff extends FaqProjection {
  constructor() {
    super(new NeedRepository(), new DemandRepository());
  }

  override async apply(tx: Tx, batch: readonly Interaction[]): Promise<void> {
    await super.apply(tx, batch);
    await rows(tx, sql`select 1`);
    throw new Error('killed');
  }
}

/** 700 acts of 12 people on 15 topics: casting, taking back, marking, unmarking. */
async function tellLongHistory(town: Town): Promise<void> {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const people = await Promise.all(Array.from({ length: 12 }, () => town.person()));
  const topics = await Promise.all(
    Array.from({ length: 15 }, async () => {
      const id = await town.topic();
      return { id, replies: [await town.reply(id), await town.reply(id)] };
    }),
  );
  const acts = [
    ...(['vote.cast', 'vote.cast', 'vote.withdrawn', 'topic.followed', 'topic.unfollowed'] as const),
    ...(['answer.marked_solution', 'answer.unmarked_solution', 'answer.marked_official', 'answer.unmarked_official'] as const),
  ];
  await town.tell(
    ...topics.map(({ id }, i) => ({
      kind: 'topic.asked' as const,
      topicId: id,
      personId: people[i % 12]!,
      occurredAt: ago(400 - i),
      payload: { topicKind: 'QUESTION' as const, audience: 'EVERYONE' as const, importedScore: i - 5 },
    })),
    ...Array.from({ length: 700 }, (_, i) => {
      const [topic, kind] = [topics[random(15)]!, acts[random(acts.length)]!];
      const onReply = kind.startsWith('vote') ? random(2) === 1 : !kind.startsWith('topic');
      const payload = kind.startsWith('vote') ? { on: onReply ? ('reply' as const) : ('topic' as const) } : {};
      return {
        kind,
        topicId: topic.id,
        personId: people[random(12)]!,
        occurredAt: ago(300 - i / 3),
        payload,
        ...(onReply ? { replyId: topic.replies[random(2)]! } : {}),
      } as Parameters<Town['tell']>[number];
    }),
  );
}
