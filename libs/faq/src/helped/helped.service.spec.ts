import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReplyReader, TopicReader, TopicRepository } from '@veche/community';
import { Consumers } from '@veche/interactions';
import { Brakes, MovedClock, sql } from '@veche/platform';
import { Gate, MEMBERS, type Viewer, viewerOf, visitor } from '@veche/visibility';
import { DemandRepository } from '../demand/demand.repository.js';
import { FaqProjection } from '../demand/faq.projection.js';
import { EntryRepository } from '../entries/entry.repository.js';
import { FaqService } from '../entries/faq.service.js';
import { NeedRepository } from '../need/need.repository.js';
import { Town } from '../testing/town.js';
import { HELPED_BRAKE, HelpedService } from './helped.service.js';

const clock = new MovedClock(new Date('2026-11-01T12:00:00Z'));
const ADDRESS = '192.0.2.1';

let town: Town;
let brakes: Brakes;
let service: HelpedService;
let faq: FaqService;
beforeAll(async () => {
  town = await Town.found(clock);
  brakes = new Brakes(town.url);
  service = new HelpedService(town.db, new TopicRepository(), town.log, brakes, clock);
  const gate = new Gate(town.db);
  faq = new FaqService(new EntryRepository(gate, clock), new TopicReader(gate), new ReplyReader(gate));
});
afterAll(async () => {
  await brakes.close();
  await town.close();
});

const guest = (name: string) => visitor('en', Buffer.alloc(32, name));
async function member(): Promise<Viewer> {
  return viewerOf({
    personId: await town.person(),
    accountId: null,
    sessionId: null,
    name: 'Anna',
    roles: [],
    privateAudienceId: null,
    locale: 'en',
  });
}
async function answered(audience?: number): Promise<string> {
  const topic = await town.topic(audience === undefined ? {} : { audience });
  const solution = await town.reply(topic);
  await town.mark(topic, { solution });
  await town.tell(
    { kind: 'topic.asked', topicId: topic, personId: await town.person() },
    { kind: 'answer.marked_solution', topicId: topic, replyId: solution },
  );
  await new Consumers(town.db, town.log).drain(new FaqProjection(new NeedRepository(), new DemandRepository()));
  return topic;
}
const words = (topic: string) =>
  town.db.main
    .rows<{ kind: string; personId: string | null; hash: Buffer | null }>(
      sql`select kind, person_id as "personId", visitor_hash as hash from interaction where topic_id = ${topic} and kind like 'answer.%help%' order by seq`,
    )
    .then((found) => found.map(({ kind }) => kind));
const shownTo = async (viewer: Viewer, topic: string) =>
  (await faq.mostNeeded(viewer, 50)).find((entry) => entry.topic.id === topic)?.viewerHelped;

describe('"did this help?"', () => {
  it('is noted once per person or visitor, can be changed and taken back, and each viewer is shown their own word', async () => {
    const topic = await answered();
    const [anna, first, second] = [await member(), guest('first'), guest('second')];
    await service.tell(anna, topic, true, ADDRESS);
    await service.tell(anna, topic, true, ADDRESS);
    await service.tell(first, topic, false, ADDRESS);
    expect(await Promise.all([anna, first, second, visitor()].map((viewer) => shownTo(viewer, topic)))).toEqual([true, false, null, null]);
    await service.tell(anna, topic, false, ADDRESS);
    await service.tell(first, topic, null, ADDRESS);
    await service.tell(second, topic, null, ADDRESS);
    expect(await Promise.all([anna, first, second].map((viewer) => shownTo(viewer, topic)))).toEqual([false, null, null]);
    expect(await words(topic)).toEqual(['answer.helped', 'answer.not_helped', 'answer.not_helped', 'answer.help_withdrawn']);
  });

  it('stands in the log under a person with their consent only', async () => {
    const topic = await answered();
    const plain = await member();
    const agreed = { ...(await member()), account: { consents: [{ purpose: 'recording', version: '1', grantedAt: clock.now() }] } };
    await service.tell(plain, topic, true, ADDRESS);
    await service.tell(agreed, topic, true, ADDRESS);
    const rows = await town.db.main.rows<{ personId: string | null }>(
      sql`select person_id as "personId" from interaction where topic_id = ${topic} and kind = 'answer.helped' order by seq`,
    );
    expect(rows).toEqual([{ personId: null }, { personId: agreed.personId }]);
  });

  it('does not let visitors read what members said', async () => {
    const topic = await answered();
    await service.tell(await member(), topic, true, ADDRESS);
    await service.tell(guest('third'), topic, true, ADDRESS);
    expect(await town.db.anonymous.rows(sql`select helped from helped where topic_id = ${topic}`)).toEqual([{ helped: true }]);
    await expect(town.db.anonymous.rows(sql`select person_id from helped`)).rejects.toThrow('permission denied');
  });

  it('refuses where there is nothing to see, nothing to rate, and a visitor nobody can tell from others', async () => {
    await expect(service.tell(guest('first'), await answered(MEMBERS), true, ADDRESS)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.tell(guest('first'), 'nonsense', true, ADDRESS)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.tell(guest('first'), await town.topic(), true, ADDRESS)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service.tell(visitor(), await answered(), true, ADDRESS)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is braked by network, whatever name a visitor goes by', async () => {
    const topic = await answered();
    const tries = Array.from({ length: HELPED_BRAKE.points }, (_, i) =>
      service.tell(guest(`no. ${i}`), topic, true, `2001:db8:0:1::${i + 1}`),
    );
    await Promise.all(tries);
    await expect(service.tell(guest('one more'), topic, true, '2001:db8:0:1:ffff::1')).rejects.toMatchObject({ code: 'LIMITED' });
  });
});
