import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Database, sql } from '@veche/platform';
import { ConsentService } from '../consents/consent.service.js';
import { type IdentityWorld, identityWorld, logged } from '../testing/identity-world.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { VisitorHash } from './visitor-hash.js';
import { VISITS, type Visit, VisitService } from './visit.service.js';

const visit = (more: Partial<Visit> = {}): Visit => ({ referrer: undefined, landingPath: '/faq', query: new URLSearchParams(), ...more });

describe('visits', () => {
  let world: IdentityWorld;
  let visits: VisitService;
  let hashes = 0;
  const aVisitor = () => ({ ...world.visitor, visitorHash: Buffer.alloc(32, ++hashes) });
  const anAddress = () => `192.0.2.${hashes}`;
  const sources = () =>
    world.test.db.main.rows(sql`select referrer_host as host, landing_path as path, campaign from first_source order by id`);
  beforeAll(async () => {
    world = await identityWorld({ PUBLIC_URL: 'https://help.example.com' });
    visits = world.get(VisitService);
  });
  afterAll(() => world.close());

  it('keep the referrer’s host and the campaign, no full address, once per visitor', async () => {
    const visitor = aVisitor();
    const query = new URLSearchParams(
      'utm_source=news&utm_campaign=%D0%BB%D0%B5%D1%82%D0%BE&q=my+secret&token=abc&utm_content=' + 'x'.repeat(500),
    );
    for (let i = 0; i < 5; i++)
      await visits.record(visitor, anAddress(), visit({ referrer: 'https://search.example/q?words=my+secret', query }));
    const [one, ...more] = (await sources()) as { host: string; path: string; campaign: object }[];
    expect(more).toEqual([]);
    expect(one).toEqual({
      host: 'search.example',
      path: '/faq',
      campaign: { utm_source: 'news', utm_campaign: 'лето', utm_content: 'x'.repeat(100) },
    });
    expect(JSON.stringify(await world.test.db.main.rows(sql`select * from interaction`))).not.toContain('secret');
    expect(await logged(world, 'visit.started')).toBe(1);
  });

  it('two processes that see one visitor at once write one', async () => {
    const visitor = aVisitor();
    const before = await logged(world, 'visit.started');
    const other = await identityWorldBeside(world);
    await Promise.all([visits.record(visitor, anAddress(), visit()), other.record(visitor, anAddress(), visit())]);
    expect(await logged(world, 'visit.started')).toBe(before + 1);
  });

  it.each([['javascript:alert(1)'], ['not a url'], ['https://help.example.com/t/1'], ['https://\u0000'], ['data:text/html,x']])(
    'the referrer %s is none',
    async (referrer) => {
      await visits.record(aVisitor(), anAddress(), visit({ referrer, landingPath: `/${referrer}` }));
      expect(((await sources()) as { host: string | null }[]).at(-1)!.host).toBeNull();
    },
  );

  it('of a person count for them only when they agreed, once ever, and then without the hash', async () => {
    const { visitorHash } = aVisitor();
    const person = await world.person('Visiting Person');
    await visits.record({ ...person, visitorHash }, anAddress(), visit());
    const whose = () =>
      world.test.db.main.rows(
        sql`select f.person_id is not null as known, f.visitor_hash is not null as hashed from first_source f where f.person_id = ${person.personId} or f.visitor_hash = ${visitorHash}`,
      );
    expect(await whose()).toEqual([{ known: false, hashed: true }]);
    await world.get(ConsentService).answer(person, 'recording', true);
    const agreed = { ...(await world.get(ViewerService).ofPerson(person.personId!, 'web')), visitorHash };
    await visits.record(agreed, anAddress(), visit());
    await visits.record(agreed, anAddress(), visit());
    expect(((await whose()) as { known: boolean }[]).filter(({ known }) => known)).toEqual([{ known: true, hashed: false }]);
  });

  it('of one network are counted sixty times an hour, then silently not', async () => {
    const before = await logged(world, 'visit.started');
    for (let i = 0; i < VISITS.points + 3; i++) await visits.record(aVisitor(), `2001:db8:0:1::${i.toString(16)}`, visit());
    expect(await logged(world, 'visit.started')).toBe(before + VISITS.points);
    await visits.record(aVisitor(), '2001:db8:0:2::1', visit());
    expect(await logged(world, 'visit.started')).toBe(before + VISITS.points + 1);
  });

  it('a failure is nobody’s but ours, and the visit is tried again with the next page', async () => {
    const visitor = aVisitor();
    const before = await logged(world, 'visit.started');
    const broken = jest.spyOn(world.get(Database), 'transaction').mockRejectedValueOnce(new Error('the database is away'));
    await expect(visits.record(visitor, anAddress(), visit())).resolves.toBeUndefined();
    broken.mockRestore();
    await visits.record(visitor, anAddress(), visit());
    expect(await logged(world, 'visit.started')).toBe(before + 1);
  });
});

/** Another process of the same portal: it remembers nothing of the first. */
async function identityWorldBeside(world: IdentityWorld): Promise<VisitService> {
  const visits = world.get(VisitService);
  return Object.assign(Object.create(VisitService.prototype) as VisitService, visits, { seen: new Set(), queue: Promise.resolve() });
}

describe('the hash of visitors', () => {
  let world: IdentityWorld;
  beforeAll(async () => {
    world = await identityWorld();
  });
  afterAll(() => world.close());

  it('is the same all day in every process, another for another browser, and another tomorrow', async () => {
    const [here, there] = [world.get(VisitorHash), new VisitorHash(world.test.db, world.clock)];
    const [today, same] = await Promise.all([here.of('192.0.2.1', 'Firefox'), there.of('192.0.2.1', 'Firefox')]);
    expect(today).toHaveLength(32);
    expect(same).toEqual(today);
    expect(await here.of('192.0.2.1', 'Chrome')).not.toEqual(today);
    expect(await here.of('192.0.2.2', 'Firefox')).not.toEqual(today);
    world.clock.advance(24 * 3_600_000);
    expect(await here.of('192.0.2.1', 'Firefox')).not.toEqual(today);
  });

  it('cannot be computed again once the day is over: the salt is destroyed, today’s is not', async () => {
    const visitors = world.get(VisitorHash);
    await visitors.of('192.0.2.1', 'Firefox');
    world.clock.advance(24 * 3_600_000);
    await visitors.of('192.0.2.1', 'Firefox');
    await visitors.forget();
    const salts = await world.test.db.main.rows<{ day: string }>(sql`select day::text from visitor_salt`);
    expect(salts).toEqual([{ day: world.clock.now().toISOString().slice(0, 10) }]);
  });

  it('is missing, and no error, when its salt cannot be had; and there again afterwards', async () => {
    const visitors = new VisitorHash(world.test.db, world.clock);
    await world.test.db.main.rows(sql`alter table visitor_salt rename to visitor_salt_gone`);
    expect(await visitors.of('192.0.2.1', 'Firefox')).toBeNull();
    await world.test.db.main.rows(sql`alter table visitor_salt_gone rename to visitor_salt`);
    expect(await visitors.of('192.0.2.1', 'Firefox')).toHaveLength(32);
  });
});
