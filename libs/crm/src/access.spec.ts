import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTable } from '@veche/visibility';
import { CrmPortal } from './testing/crm-portal.js';

describe('the review of the CRM', () => {
  let portal: CrmPortal;
  beforeAll(async () => {
    portal = await CrmPortal.open();
  });
  afterAll(() => portal.close());

  it('is for CRM admins (and admins) alone, every part of it', () => {
    const rows = portal.app.get(AccessTable).rows();
    expect(rows.map(({ entry }) => entry.split('.')[1]).sort()).toEqual(
      [
        ...['checkConnection', 'crmConnection', 'crmConnections', 'crmInteractionKinds', 'deliveries', 'delivery', 'excludeDelivery'],
        ...['pauseConnection', 'resumeConnection', 'retryAllLike', 'retryDelivery', 'saveConnection'],
      ].sort(),
    );
    for (const { entry, access } of rows) expect({ entry, access }).toEqual({ entry, access: ['CRM_ADMIN'] });
  });
});
