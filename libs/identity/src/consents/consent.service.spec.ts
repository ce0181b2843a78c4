import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '@veche/platform';
import { emailOf, type IdentityWorld, identityWorld, logged } from '../testing/identity-world.js';
import { PreferenceService } from '../viewers/preference.service.js';
import { ViewerService } from '../viewers/viewer.service.js';
import { VisitService } from '../visits/visit.service.js';
import { ConsentService } from './consent.service.js';
import { recordedAs } from './purposes.js';

const visit = { referrer: undefined, landingPath: '/', query: new URLSearchParams() };

describe('consent', () => {
  let world: IdentityWorld;
  let service: ConsentService;
  const again = (personId: string) => world.get(ViewerService).ofPerson(personId);
  beforeAll(async () => {
    world = await identityWorld();
    service = world.get(ConsentService);
  });
  afterAll(() => world.close());

  it('is kept with version, source and time; given and taken back any number of times; each answer logged once', async () => {
    const viewer = await world.person('Decided Person');
    for (const granted of [true, true, false, false, true]) {
      world.clock.advance(1_000);
      await service.answer(viewer, 'recording', granted);
    }
    const kept = await world.test.db.main.rows<{ source: string; open: boolean }>(
      sql`select version, source, withdrawn_at is null as open from consent where person_id = ${viewer.personId} order by granted_at`,
    );
    expect(kept).toEqual([
      { version: '2026-11', source: 'web', open: false },
      { version: '2026-11', source: 'web', open: true },
    ]);
    expect([await logged(world, 'consent.given'), await logged(world, 'consent.withdrawn')]).toEqual([2, 1]);
    expect((await again(viewer.personId!)).account!.consents).toEqual([
      { purpose: 'recording', version: '2026-11', grantedAt: expect.any(String) },
    ]);
  });

  it('given twice at once is given once', async () => {
    const viewer = await world.person('Double Clicker');
    await Promise.all(Array.from({ length: 5 }, () => service.answer(viewer, 'recording', true)));
    expect(await world.test.db.main.rows(sql`select from consent where person_id = ${viewer.personId}`)).toHaveLength(1);
  });

  it.each(['', 'marketing', '__proto__', 'constructor', 'toString'])('to "%s" is asked by nobody', async (purpose) => {
    const viewer = await world.person(`Asked ${purpose}`);
    await expect(service.answer(viewer, purpose, true)).rejects.toMatchObject({ code: 'INVALID', field: 'purpose' });
  });

  it('decides as whom a search or visit is recorded, and never as both', async () => {
    const viewer = { ...(await world.person('Watched Person')), visitorHash: Buffer.alloc(32, 1) };
    expect(recordedAs(viewer)).toMatchObject({ personId: null, visitorHash: viewer.visitorHash });
    await service.answer(viewer, 'recording', true);
    const agreed = { ...(await again(viewer.personId!)), visitorHash: viewer.visitorHash };
    expect(recordedAs(agreed)).toMatchObject({ personId: viewer.personId, visitorHash: null });
    await service.answer(viewer, 'recording', false);
    expect(recordedAs({ ...(await again(viewer.personId!)), visitorHash: viewer.visitorHash }).personId).toBeNull();
    expect(recordedAs(world.visitor).personId).toBeNull();
  });

  it('ties today’s first source to the person, and its withdrawal unties it', async () => {
    const visitorHash = Buffer.alloc(32, 2);
    await world.get(VisitService).record({ ...world.visitor, visitorHash }, '192.0.2.1', visit);
    const viewer = { ...(await world.person('Sourced Person')), visitorHash };
    const source = () =>
      world.test.db.main.rows(
        sql`select person_id as "personId", visitor_hash as hash from first_source where person_id = ${viewer.personId} or visitor_hash = ${visitorHash}`,
      );
    await service.answer(viewer, 'recording', true);
    expect(await source()).toEqual([{ personId: viewer.personId, hash: null }]);
    await service.answer(viewer, 'recording', false);
    expect(await source()).toEqual([]);
  });

  it('is nothing that a visitor can give', async () => {
    await expect(service.answer(world.visitor, 'recording', true)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('preferences', () => {
  let world: IdentityWorld;
  beforeAll(async () => {
    world = await identityWorld();
  });
  afterAll(() => world.close());

  it('what is not given stays, null leaves it to the browser, nonsense is refused', async () => {
    await world.person('Night Owl');
    const { viewer, token } = await world.signIn(emailOf('Night Owl'));
    const service = world.get(PreferenceService);
    const kept = async () => {
      const { account } = await world.get(ViewerService).ofSession(token, { locale: 'en', address: '' });
      return [account!.locale, account!.theme];
    };
    await service.set(viewer, { locale: 'ru', theme: 'dark' });
    expect(await kept()).toEqual(['ru', 'dark']);
    await service.set(viewer, { theme: 'light' });
    expect(await kept()).toEqual(['ru', 'light']);
    await service.set(viewer, { locale: null });
    expect(await kept()).toEqual([null, 'light']);
    await expect(service.set(viewer, { theme: '../../etc/passwd' })).rejects.toMatchObject({ code: 'INVALID', field: 'theme' });
    await expect(service.set(world.visitor, { theme: 'dark' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
