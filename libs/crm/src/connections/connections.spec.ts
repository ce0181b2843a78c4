import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Jobs, MINUTE, Secrets, SystemClock, sql } from '@veche/platform';
import { eventually } from '@veche/platform/testing';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret } from '../connectors/webhook/signature.js';
import { Sweeper } from '../lanes/sweeper.js';
import { CrmPortal, SECRET } from '../testing/crm-portal.js';
import { Receiver } from '@veche/platform/testing';
import { ConnectionService } from './connection.service.js';
import { ConnectionSwitch } from './connection.switch.js';
import { lagHistory } from './connection.reader.js';

describe('a connection', () => {
  let portal: CrmPortal;
  let crm: Receiver;
  let anna: string;
  beforeAll(async () => {
    portal = await CrmPortal.open();
    anna = await portal.aPerson('Anna');
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    crm = await new Receiver().start();
  });
  afterEach(async () => {
    await portal.db.main.rows(sql`update crm_connection set state = 'paused'`);
    await crm.stop();
  });

  const save = (input: Partial<Parameters<ConnectionService['save']>[1]>) =>
    portal.app.get(ConnectionService).save(portal.admin, { name: 'CRM', url: crm.url, ...input });
  const switches = () => portal.app.get(ConnectionSwitch);
  const acts = (subject: string) =>
    portal.db.main
      .rows<{ act: string }>(sql`select act from audit_entry where subject = ${subject} order by id`)
      .then((all) => all.map(({ act }) => act));

  it('takes the log from its first row on, imported history only if asked to', async () => {
    const [own, imported] = await portal.happened({ personId: anna }, { personId: anna, isImported: true, channel: 'import' });
    await portal.read();
    const id = await portal.aConnection(crm.url);
    await portal.work();
    expect(crm.ids).toContain(own);
    expect(crm.ids).not.toContain(imported);
    expect((await portal.shown(id)).equation).toMatchObject({ excluded: 1, balances: true });
    await save({ id, takesImported: true });
    await portal.work();
    expect(crm.ids).toContain(imported);
    expect((await portal.shown(id)).equation).toMatchObject({ excluded: 0, balances: true });
    expect(await acts(id)).toEqual(['connection.added', 'connection.changed']);
  });

  it('leaves out kinds, visitors and unknown authors, each with its reason, and the equation still balances', async () => {
    const id = await portal.aFreshConnection(crm.url);
    await save({ id, excludedKinds: ['topic.unfollowed'] });
    await portal.happened(
      { personId: anna },
      { personId: anna, kind: 'topic.unfollowed' },
      { personId: null },
      { personId: anna, isImported: true },
    );
    await portal.work();
    const reasons = await portal.db.main.rows(sql`select state, reason from delivery where connection_id = ${id} order by position`);
    expect(reasons).toEqual([
      { state: 'delivered', reason: null },
      { state: 'excluded', reason: 'kind' },
      { state: 'excluded', reason: 'no_person' },
      { state: 'excluded', reason: 'imported' },
    ]);
    expect((await portal.shown(id)).equation).toMatchObject({ interactions: 4, delivered: 1, excluded: 3, balances: true });
  });

  it('that is paused sends nothing, loses nothing, and goes on in order', async () => {
    const id = await portal.aFreshConnection(crm.url);
    await switches().pause(portal.admin, id);
    const ids = await portal.happened({ personId: anna }, { personId: anna });
    await portal.work();
    expect(crm.calls).toHaveLength(0);
    expect(await portal.shown(id)).toMatchObject({ state: 'PAUSED', equation: { waiting: 2, balances: true } });
    await switches().resume(portal.admin, id);
    await portal.work();
    expect(crm.ids).toEqual(ids);
    expect((await acts(id)).slice(1)).toEqual(['connection.paused', 'connection.resumed']);
  });

  it('that is parked is asked again, ever less often, and goes on by itself', async () => {
    const id = await portal.aFreshConnection(crm.url);
    crm.answer = () => ({ status: 401 });
    const ids = await portal.happened({ personId: anna }, { personId: anna });
    await portal.work();
    expect(await portal.shown(id)).toMatchObject({ state: 'PARKED', parkedReason: expect.stringContaining('401') });
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [{ at } = { at: portal.clock.now() }] = await portal.db.main.rows<{ at: Date }>(
        sql`select probe_at as at from crm_connection where id = ${id}`,
      );
      pauses.push(Math.round((at.getTime() - portal.clock.now().getTime()) / 1000));
      portal.clock.set(at);
      await switches().probe(id);
    }
    expect(pauses).toEqual([10, 10, 20, 40, 80, 160, 320, 600]);
    expect((await portal.shown(id)).state).toBe('PARKED');
    crm.answer = () => ({ status: 200 });
    await switches().probe(id);
    expect((await portal.shown(id)).state).toBe('RUNNING');
    await portal.work();
    expect(crm.ids.filter((call) => !call.startsWith('check_'))).toEqual(ids);
    const [entry] = await portal.db.main.rows(
      sql`select actor_person_id from audit_entry where act = 'connection.resumed' and subject = ${id}`,
    );
    expect(entry).toEqual({ actor_person_id: null });
  });

  it('is parked when its address belongs to the company’s own network', async () => {
    const id = await portal.aFreshConnection('http://169.254.169.254/latest/meta-data');
    await portal.happened({ personId: anna });
    await portal.work();
    expect(await portal.shown(id)).toMatchObject({
      state: 'PARKED',
      parkedReason: expect.stringContaining('CRM_ALLOWED_ADDRESSES'),
      equation: { waiting: 1 },
    });
    expect(await switches().check(portal.admin, id)).toEqual([expect.stringContaining('169.254.169.254')]);
  });

  it('says what stands in its way when it is checked', async () => {
    const { id } = await save({ secret: SECRET });
    expect(await switches().check(portal.admin, id)).toEqual([]);
    expect(JSON.parse(crm.calls[0]!.body)).toMatchObject({ type: 'veche.check' });
    crm.answer = () => ({ status: 400, body: 'no such type' });
    expect(await switches().check(portal.admin, id)).toEqual(['It answered 400: no such type']);
    expect(await switches().check({ ...portal.admin, locale: 'ru' }, id)).toEqual(['Оно ответило 400: no such type']);
  });

  it('gets a secret that is told once, and signs with the former one too for a day after a change', async () => {
    const made = await save({});
    expect(made.newSecret).toMatch(/^whsec_/);
    const [{ secret } = { secret: Buffer.of() }] = await portal.db.main.rows<{ secret: Buffer }>(
      sql`select secret from crm_connection where id = ${made.id}`,
    );
    expect(secret.toString('latin1')).not.toContain(made.newSecret);
    expect(portal.app.get(Secrets).open(secret)).toBe(made.newSecret);
    const next = newWebhookSecret();
    expect(await save({ id: made.id, secret: next })).toEqual({ id: made.id, newSecret: null });
    const accepts = async (known: string) => {
      await switches().check(portal.admin, made.id);
      const { id, body, headers } = crm.calls.at(-1)!;
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      return String(headers['webhook-signature'])
        .split(' ')
        .includes(new Webhook(known).sign(id, at, body));
    };
    expect([await accepts(next), await accepts(made.newSecret!)]).toEqual([true, true]);
    portal.clock.advance(25 * 60 * MINUTE);
    expect([await accepts(next), await accepts(made.newSecret!)]).toEqual([true, false]);
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ url: 'ftp://crm.example' }, 'url'],
    [{ url: 'crm.example' }, 'url'],
    [{ url: 'https://me:password@crm.example' }, 'url'],
    [{ secret: 'whsec_short' }, 'secret'],
    [{ excludedKinds: ['topic.asked', 'no.such'] }, 'excludedKinds'],
  ])('refuses %j and names the field', async (input, field) => {
    await expect(async () => save(input)).rejects.toMatchObject({ code: 'INVALID', field });
  });

  it('that is not there is not there for any act', async () => {
    for (const id of ['nonsense', anna]) {
      await expect(save({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(switches().pause(portal.admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(switches().resume(portal.admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(switches().check(portal.admin, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('wakes by the sweep what lost its wake-up', async () => {
    const id = await portal.aFreshConnection(crm.url);
    await portal.happened({ personId: anna });
    await portal.read();
    const jobs = () => portal.db.main.rows<{ key: string }>(sql`select key from graphile_worker.jobs where key like ${`crm:${id}:%`}`);
    expect(await jobs()).toHaveLength(1);
    await portal.db.main.rows(sql`select graphile_worker.remove_job(${`crm:${id}:${anna}`})`);
    await portal.app.get(Sweeper).sweep();
    expect(await jobs()).toHaveLength(1);
  });
});

describe('the lag of 24 hours', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const hours = (n: number) => new Date(now.getTime() - n * 60 * MINUTE);

  it('is that of each moment: what was decided later was waiting then', () => {
    // Made 5 h 30 ago, decided 2 h 30 ago: waiting at 5, 4 and 3 hours ago.
    const lags = lagHistory([{ hoursAgo: 2, oldest: hours(5.5).toISOString() }], null, now);
    expect(lags).toHaveLength(24);
    expect(lags.slice(-7)).toEqual([0, 1800, 5400, 9000, 0, 0, 0]);
  });

  it('grows while something waits still', () => {
    expect(lagHistory([], hours(2), now).slice(-4)).toEqual([0, 0, 3600, 7200]);
  });
});

describe('jobs and the clock', () => {
  it('carry an interaction from its commit to the CRM, and a parked connection back to life, without anybody’s help', async () => {
    const portal = await CrmPortal.open(new SystemClock());
    const crm = await new Receiver().start();
    const { Runner } = await import('@veche/interactions');
    const [jobs, runner] = [portal.app.get(Jobs), portal.app.get(Runner)];
    try {
      const id = await portal.aConnection(crm.url);
      await Promise.all([jobs.start(portal.url), runner.start(portal.url)]);
      const anna = await portal.aPerson();
      const [first] = await portal.happened({ personId: anna });
      await eventually(() => crm.ids.includes(first!));
      crm.answer = () => ({ status: 403 });
      const [second] = await portal.happened({ personId: anna });
      await eventually(async () => (await portal.shown(id)).state === 'PARKED');
      crm.answer = () => ({ status: 200 });
      await eventually(async () => (await portal.shown(id)).equation.delivered === 2, 40_000);
      expect(crm.calls.filter((call) => call.id === second)).toHaveLength(2);
      expect(await portal.shown(id)).toMatchObject({ state: 'RUNNING', lagSeconds: 0, equation: { balances: true } });
    } finally {
      await Promise.all([jobs.stop(), runner.stop()]);
      await crm.stop();
      await portal.close();
    }
  });
});
