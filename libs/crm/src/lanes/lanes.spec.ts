import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, SECOND, newId, sql } from '@veche/platform';
import { Webhook } from 'standardwebhooks';
import { ConnectionSwitch } from '../connections/connection.switch.js';
import { CrmPortal, SECRET } from '../testing/crm-portal.js';
import { type Answer, Receiver } from '@veche/platform/testing';
import { LaneRepository } from './lane.repository.js';
import { LaneSender } from './lane.sender.js';

describe('lanes', () => {
  let portal: CrmPortal;
  let crm: Receiver;
  let connection: string;
  let anna: string;
  beforeAll(async () => {
    portal = await CrmPortal.open();
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    crm = await new Receiver().start();
    connection = await portal.aFreshConnection(crm.url);
    anna = await portal.aPerson('Anna');
  });
  afterEach(async () => {
    await portal.app.get(ConnectionSwitch).pause(portal.admin, connection);
    await crm.stop();
  });

  const firstThen = (first: Answer, then: Answer = { status: 200 }) => (crm.answer = (_call, nth) => (nth === 1 ? first : then));
  const attempts = () =>
    portal.db.main.rows<{ outcome: string }>(
      sql`select outcome, http_status as status, answer from delivery_attempt where connection_id = ${connection} order by id`,
    );

  it('send what happened to a person in order, signed, once', async () => {
    const ids = await portal.happened({ personId: anna }, { personId: anna, kind: 'topic.unfollowed' }, { personId: anna });
    await portal.work();
    await portal.work();
    expect(crm.calls.map(({ id }) => id)).toEqual(ids);
    const verifier = new Webhook(SECRET);
    for (const { body, headers } of crm.calls) {
      expect(verifier.verify(body, headers as Record<string, string>)).toMatchObject({ data: { person: { id: anna, name: 'Anna' } } });
    }
    expect(await portal.states(connection)).toEqual(['delivered', 'delivered', 'delivered']);
    expect((await portal.shown(connection)).equation).toMatchObject({ interactions: 3, delivered: 3, balances: true });
  });

  it('keep a person’s order when a call fails, and let other people pass', async () => {
    const boris = await portal.aPerson('Boris');
    const [first, second] = await portal.happened({ personId: anna }, { personId: anna });
    const [other] = await portal.happened({ personId: boris });
    crm.answer = ({ id }, nth) => ({ status: id === first && nth < 4 ? 503 : 200 });
    await portal.work();
    expect(crm.ids).toEqual(expect.arrayContaining([first, other]));
    expect(crm.ids).not.toContain(second);
    for (let round = 0; round < 4; round += 1) {
      portal.clock.advance(5 * MINUTE);
      await portal.work();
    }
    expect(crm.ids.filter((id) => id !== other)).toEqual([first, second]);
    expect(await portal.states(connection)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it.each([
    [408, 'waiting'],
    [425, 'waiting'],
    [429, 'waiting'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [undefined, 'unknown'],
  ] as const)('try again after %s, standing as %s until then', async (status, state) => {
    await portal.happened({ personId: anna }, { personId: anna });
    firstThen({ status });
    await portal.work();
    expect(await portal.states(connection)).toEqual([state, 'waiting']);
    portal.clock.advance(2 * SECOND);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['delivered', 'delivered']);
    expect(crm.calls[0]).toMatchObject({ id: crm.calls[1]!.id, body: crm.calls[1]!.body });
  });

  it.each([400, 409, 413, 415, 422])('reject one delivery for %s and go on with the next', async (status) => {
    await portal.happened({ personId: anna }, { personId: anna });
    firstThen({ status, body: 'the field is too long' });
    await portal.work();
    expect(await portal.states(connection)).toEqual(['rejected', 'delivered']);
    expect((await attempts())[0]).toEqual({ outcome: 'rejected', status, answer: 'the field is too long' });
    expect((await portal.shown(connection)).equation).toMatchObject({ rejected: 1, delivered: 1, balances: true });
  });

  it.each([301, 302, 307, 401, 403, 404, 405, 410])('park the whole connection for %s without losing anything', async (status) => {
    await portal.happened({ personId: anna }, { personId: anna });
    firstThen({ status, headers: { location: crm.url } });
    await portal.work();
    await portal.work();
    expect(crm.calls).toHaveLength(1);
    expect(await portal.states(connection)).toEqual(['waiting', 'waiting']);
    expect(await portal.shown(connection)).toMatchObject({
      state: 'PARKED',
      lastError: `HTTP ${status}`,
      equation: { waiting: 2, balances: true },
    });
  });

  it('wait when nothing listens: it was surely not taken', async () => {
    await portal.happened({ personId: anna });
    await crm.stop();
    await portal.work();
    expect(await portal.states(connection)).toEqual(['waiting']);
    expect((await portal.shown(connection)).lastError).toContain('ECONNREFUSED');
    crm = await new Receiver().start();
  });

  it('replay the same body under the same id even when the person was renamed meanwhile', async () => {
    await portal.happened({ personId: anna });
    firstThen({});
    await portal.work();
    await portal.db.main.rows(sql`update person set name = 'Hanna' where id = ${anna}`);
    portal.clock.advance(2 * SECOND);
    await portal.work();
    expect(crm.calls).toHaveLength(2);
    expect(crm.calls[1]!.body).toBe(crm.calls[0]!.body);
    expect(crm.calls[1]!.id).toBe(crm.calls[0]!.id);
  });

  it('leave the CRM alone for as long as it asks, all lanes of the connection', async () => {
    await portal.happened({ personId: anna }, { personId: await portal.aPerson() });
    const opensAt = portal.clock.now().getTime() + 10 * MINUTE;
    crm.answer = () => (portal.clock.now().getTime() < opensAt ? { status: 429, headers: { 'retry-after': '600' } } : { status: 200 });
    await portal.work();
    portal.clock.advance(9 * MINUTE);
    await portal.happened({ personId: await portal.aPerson() });
    await portal.work();
    expect(crm.calls.length).toBeLessThanOrEqual(2);
    portal.clock.advance(MINUTE + SECOND);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('replay what a killed process was sending, before anything later of that person', async () => {
    const [first, second] = await portal.happened({ personId: anna }, { personId: anna });
    await portal.read();
    const lanes = portal.app.get(LaneRepository);
    const lane = { connection, person: anna };
    const lease = newId();
    await lanes.take(lane, lease);
    await lanes.claim((await lanes.head(lane))!, lane, lease, '{"sent":"before the kill"}');
    // Killed here. Its lease protects the lane …
    await portal.work();
    expect(crm.calls).toHaveLength(0);
    // … until it runs out.
    await portal.db.main.rows(sql`update lane set leased_until = now() - interval '1 second'`);
    await portal.work();
    expect(crm.calls.map(({ id, body }) => [id, body.slice(0, 30)])).toEqual([
      [first, '{"sent":"before the kill"}'],
      [second, expect.any(String)],
    ]);
    expect((await attempts()).map(({ outcome }) => outcome)).toEqual(['interrupted', 'delivered', 'delivered']);
  });

  it('believe no answer that comes after the lease went to another', async () => {
    await portal.happened({ personId: anna });
    await portal.read();
    const lanes = portal.app.get(LaneRepository);
    const lane = { connection, person: anna };
    let late: Promise<unknown> = Promise.resolve();
    crm.answer = async (_call, nth) => {
      if (nth > 1) return { status: 200 };
      await portal.db.main.rows(sql`update lane set leased_until = now() - interval '1 second'`);
      late = portal.app.get(LaneSender).turn(lane);
      await late;
      return { status: 422 };
    };
    await portal.app.get(LaneSender).turn(lane);
    await late;
    expect(await portal.states(connection)).toEqual(['delivered']);
    expect(await lanes.head(lane)).toBeUndefined();
  });

  it('give up after three days of tries, and go on with the next', async () => {
    const [poison] = await portal.happened({ personId: anna }, { personId: anna });
    crm.answer = ({ id }) => ({ status: id === poison ? 503 : 200 });
    await portal.work();
    portal.clock.advance(3 * DAY);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['rejected', 'delivered']);
  });

  it('stop at one delivery that the CRM fails on while it takes others', async () => {
    const boris = await portal.aPerson('Boris');
    const [poison] = await portal.happened({ personId: anna }, { personId: anna });
    crm.answer = ({ id }) => ({ status: id === poison ? 500 : 200 });
    for (let round = 0; round < 13; round += 1) {
      await portal.happened({ personId: boris });
      await portal.work();
      portal.clock.advance(5 * MINUTE);
    }
    expect(crm.calls.filter(({ id }) => id === poison)).toHaveLength(12);
    const states = await portal.states(connection);
    expect([states[0], states[1], new Set(states.slice(2))]).toEqual(['rejected', 'delivered', new Set(['delivered'])]);
  });

  it('blame no delivery while the CRM fails on all of them', async () => {
    await portal.happened({ personId: anna });
    crm.answer = () => ({ status: 500 });
    for (let round = 0; round < 15; round += 1) {
      await portal.work();
      portal.clock.advance(5 * MINUTE);
    }
    expect(crm.calls).toHaveLength(15);
    expect(await portal.states(connection)).toEqual(['unknown']);
  });

  it('blame no delivery for an outage that it lived through', async () => {
    const boris = await portal.aPerson('Boris');
    const [first] = await portal.happened({ personId: anna });
    crm.answer = ({ id }) => ({ status: id === first ? 503 : 200 });
    for (let round = 0; round < 14; round += 1) {
      await portal.happened({ personId: boris });
      await portal.work();
      portal.clock.advance(5 * MINUTE);
    }
    crm.answer = ({ id }) => ({ status: id === first ? 500 : 200 });
    await portal.work();
    expect((await portal.states(connection))[0]).toBe('unknown');
  });

  it('read no more of an endless answer than they keep', async () => {
    await portal.happened({ personId: anna });
    crm.answer = () => ({ status: 422, body: `\u0000${'x'.repeat(5_000_000)}` });
    await portal.work();
    const [attempt] = (await attempts()) as unknown as { answer: string }[];
    expect(attempt!.answer).toMatch(/^x{900,1000}$/);
  });
});
