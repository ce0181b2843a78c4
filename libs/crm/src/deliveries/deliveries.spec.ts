import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Consumers, Sequencer } from '@veche/interactions';
import { MINUTE, SECOND, encodeCursor, newId, sql } from '@veche/platform';
import { ConnectionSwitch } from '../connections/connection.switch.js';
import { CrmPortal } from '../testing/crm-portal.js';
import { Receiver } from '@veche/platform/testing';
import { DeliveryReader } from './delivery.reader.js';
import { DeliveryService } from './delivery.service.js';
import { DeliveryState } from './delivery.type.js';

describe('deliveries', () => {
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

  const service = () => portal.app.get(DeliveryService);
  const reader = () => portal.app.get(DeliveryReader);
  const shown = (interaction: string) => reader().byKey(portal.admin, connection, interaction);

  it('that were rejected are sent again on request, late, under the same id and with the same body', async () => {
    const [first, second] = await portal.happened({ personId: anna }, { personId: anna });
    crm.answer = (_call, nth) => (nth === 1 ? { status: 422, body: 'too long' } : { status: 200 });
    await portal.work();
    expect(await shown(first!)).toMatchObject({
      state: 'REJECTED',
      reason: 'The CRM refused this one (422)',
      log: [{ outcome: 'rejected', httpStatus: 422, answer: 'too long' }],
    });
    await service().retry(portal.admin, connection, first!);
    await portal.work();
    expect(crm.calls.map(({ id }) => id)).toEqual([first, second, first]);
    expect(crm.calls[2]!.body).toBe(crm.calls[0]!.body);
    expect(await shown(first!)).toMatchObject({ state: 'DELIVERED', reason: null, attempts: 2, body: crm.calls[0]!.body });
    expect((await portal.shown(connection)).equation).toMatchObject({ delivered: 2, balances: true });
  });

  it('that wait for their next try are tried at once on request', async () => {
    const [id] = await portal.happened({ personId: anna });
    crm.answer = (_call, nth) => ({ status: nth < 12 ? 429 : 200 });
    for (let round = 0; round < 11; round += 1) {
      await portal.work();
      portal.clock.advance(5 * MINUTE);
    }
    portal.clock.advance(-5 * MINUTE);
    await service().retry(portal.admin, connection, id!);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['delivered']);
  });

  it('are left out for a person’s reason, and the lane goes on', async () => {
    const [first] = await portal.happened({ personId: anna }, { personId: anna });
    crm.answer = ({ id }) => ({ status: id === first ? 503 : 200 });
    await portal.work();
    await expect(async () => service().exclude(portal.admin, connection, first!, '  ')).rejects.toMatchObject({
      code: 'INVALID',
      field: 'reason',
    });
    await service().exclude(portal.admin, connection, first!, 'kind');
    await portal.work();
    expect(await portal.states(connection)).toEqual(['excluded', 'delivered']);
    expect(await shown(first!)).toMatchObject({ state: 'EXCLUDED', reason: 'kind', body: crm.calls[0]!.body });
    expect((await portal.shown(connection)).equation).toMatchObject({ excluded: 1, delivered: 1, balances: true });
    await portal.app.get(Consumers).startOver(portal.app.get(Consumers).get('crm')!);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['excluded', 'delivered']);
  });

  it('are tried again together with all that were refused in the same way', async () => {
    const people = await Promise.all([1, 2, 3].map(() => portal.aPerson()));
    const [one, two, other] = await portal.happened(...people.map((personId) => ({ personId })));
    crm.answer = ({ id }) => ({ status: id === other ? 400 : 422 });
    await portal.work();
    crm.answer = () => ({ status: 200 });
    expect(await service().retryAllLike(portal.admin, connection, one!)).toBe(2);
    await portal.work();
    expect([(await shown(one!))!.state, (await shown(two!))!.state, (await shown(other!))!.state]).toEqual([
      'DELIVERED',
      'DELIVERED',
      'REJECTED',
    ]);
    await expect(service().retryAllLike(portal.admin, connection, one!)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('that a rule left out and a person sent after all are left alone by the rule when the log is read again', async () => {
    await portal.db.main.rows(sql`update crm_connection set excluded_kinds = '{topic.followed}' where id = ${connection}`);
    const [wanted] = await portal.happened({ personId: anna }, { personId: anna });
    await portal.app.get(ConnectionSwitch).pause(portal.admin, connection);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['excluded', 'excluded']);
    await service().retry(portal.admin, connection, wanted!);
    await portal.app.get(Consumers).startOver(portal.app.get(Consumers).get('crm')!);
    await portal.work();
    expect(await portal.states(connection)).toEqual(['waiting', 'excluded']);
    await portal.app.get(ConnectionSwitch).resume(portal.admin, connection);
    await portal.work();
    expect(crm.calls.map(({ id }) => id)).toEqual([wanted]);
  });

  it('that arrived, are being sent, or are nobody’s cannot be retried or left out', async () => {
    const [sent, nobodys] = await portal.happened({ personId: anna }, { personId: null });
    await portal.work();
    await expect(service().retry(portal.admin, connection, sent!)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service().exclude(portal.admin, connection, sent!, 'no')).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service().retry(portal.admin, connection, nobodys!)).rejects.toMatchObject({ code: 'CONFLICT' });
    await portal.db.main.rows(sql`update delivery set state = 'sending' where interaction_id = ${sent} and connection_id = ${connection}`);
    await expect(service().retry(portal.admin, connection, sent!)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(service().exclude(portal.admin, connection, sent!, 'no')).rejects.toMatchObject({ code: 'CONFLICT' });
    for (const id of ['nonsense', newId()])
      await expect(service().retry(portal.admin, connection, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await portal.db.main.rows(
      sql`update delivery set state = 'delivered' where interaction_id = ${sent} and connection_id = ${connection}`,
    );
  });

  it('leave a trace of who did what to them', async () => {
    const [id] = await portal.happened({ personId: anna });
    crm.answer = () => ({ status: 422 });
    await portal.work();
    await service().retry(portal.admin, connection, id!);
    await service().exclude(portal.admin, connection, id!, 'a test');
    const acts = await portal.db.main.rows(sql`select act, actor_person_id as who from audit_entry where subject = ${id} order by id`);
    expect(acts).toEqual(['delivery.retried', 'delivery.excluded'].map((act) => ({ act, who: portal.admin.personId })));
  });

  it('are listed the newest first, page by page, by state, kind and person', async () => {
    const boris = await portal.aPerson('Boris');
    const ids = await portal.happened(
      ...Array.from({ length: 7 }, (_, i) => ({
        personId: i % 2 === 0 ? anna : boris,
        kind: i < 3 ? ('topic.followed' as const) : ('topic.unfollowed' as const),
      })),
    );
    crm.answer = ({ id }) => ({ status: id === ids[6] ? 422 : 200 });
    await portal.work();
    const all: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo } = await reader().page(portal.admin, connection, { first: 3, after });
      all.push(...nodes.map(({ interactionId }) => interactionId));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(all).toEqual([...ids].reverse());
    const listed = async (filter: Parameters<DeliveryReader['page']>[2]) =>
      (await reader().page(portal.admin, connection, filter)).nodes.map(({ interactionId }) => ids.indexOf(interactionId));
    expect(await listed({ state: DeliveryState.REJECTED })).toEqual([6]);
    expect(await listed({ kind: 'topic.followed' })).toEqual([2, 1, 0]);
    expect(await listed({ personHandle: `P-${boris}` })).toEqual([5, 3, 1]);
    expect(await listed({ personHandle: 'nobody\u0000', kind: 'no.such' })).toEqual([]);
    await expect(reader().page(portal.admin, 'nonsense', {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(reader().page(portal.admin, connection, { after: 'x' })).rejects.toMatchObject({ code: 'INVALID' });
    for (const position of [1.5, 1e300])
      expect((await reader().page(portal.admin, connection, { after: encodeCursor([position]) })).nodes).toEqual([]);
  });

  it('show what would be sent before it is sent', async () => {
    await portal.app.get(ConnectionSwitch).pause(portal.admin, connection);
    const [id] = await portal.happened({ personId: anna });
    await portal.work();
    const before = await shown(id!);
    expect(before).toMatchObject({ state: 'WAITING', log: [], person: { id: anna } });
    await portal.app.get(ConnectionSwitch).resume(portal.admin, connection);
    await portal.work();
    expect(crm.calls[0]!.body).toBe(before!.body);
  });

  it('are added by a rebuild where they are missing, and nothing is sent twice', async () => {
    const ids = await portal.happened(...Array.from({ length: 20 }, () => ({ personId: anna })));
    await portal.work();
    await portal.db.main.rows(sql`delete from delivery where connection_id = ${connection} and interaction_id = ${ids[7]}`);
    expect((await portal.shown(connection)).equation).toMatchObject({ delivered: 19, balances: false });
    const consumers = portal.app.get(Consumers);
    await consumers.startOver(consumers.get('crm')!);
    await consumers.advance(consumers.get('crm')!, 1);
    await portal.work();
    expect((await portal.shown(connection)).equation).toMatchObject({ delivered: 20, balances: true });
    expect(crm.calls.map(({ id }) => id)).toEqual([...ids, ids[7]]);
  });

  it('always balance with the log, looked at while they are made and sent', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => portal.aPerson()));
    let isOver = false;
    const seen: boolean[] = [];
    const looking = (async () => {
      while (!isOver) seen.push((await portal.shown(connection)).equation.balances);
    })();
    crm.answer = (_call, nth) => ({ status: nth % 7 === 0 ? 500 : nth % 11 === 0 ? 422 : 200 });
    for (let round = 0; round < 5; round += 1) {
      await Promise.all([
        ...people.map((personId) => portal.happened({ personId }, { personId }, { personId: null })),
        portal.app.get(Sequencer).place(3),
        portal.work(),
      ]);
      portal.clock.advance(10 * SECOND);
    }
    for (let round = 0; round < 5; round += 1) {
      portal.clock.advance(MINUTE);
      await portal.work();
    }
    isOver = true;
    await looking;
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).not.toContain(false);
    const { equation } = await portal.shown(connection);
    expect(equation).toMatchObject({ interactions: 75, excluded: 25, notRead: 0, waiting: 0, sending: 0, unknown: 0, balances: true });
  });
});
