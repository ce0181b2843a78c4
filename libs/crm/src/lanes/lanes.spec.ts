import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type CrmPortal, SECRET, crmPortal } from '../testing/crm-portal.js';
import { Receiver } from '../testing/receiver.js';

describe('lanes', () => {
  let portal: CrmPortal;
  let crm: Receiver;
  let connection: string;
  beforeEach(async () => {
    portal = await crmPortal();
    crm = await new Receiver().start();
    connection = await portal.aConnection(crm.url);
  });
  afterEach(async () => {
    await crm.stop();
    await portal.close();
  });

  it('send what happened to a person in order, signed, once', async () => {
    const anna = await portal.aPerson('Anna');
    const ids = await portal.happened({ personId: anna }, { personId: anna, kind: 'topic.unfollowed' }, { personId: anna });
    await portal.work();
    await portal.work();
    expect(crm.calls.map(({ id }) => id)).toEqual(ids);
    const verifier = new Webhook(SECRET);
    for (const { body, headers } of crm.calls)
      expect(verifier.verify(body, headers as Record<string, string>)).toMatchObject({ data: { person: { id: anna, name: 'Anna' } } });
    expect(await portal.states(connection)).toEqual(['delivered', 'delivered', 'delivered']);
    expect((await portal.shown(connection)).equation).toMatchObject({ interactions: 3, delivered: 3, balances: true });
  });
});
