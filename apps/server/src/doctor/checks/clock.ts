import { sql } from '@veche/platform';
import type { DatabaseCheck } from '../check.js';

const MOST_SKEW = 5_000;

/** The clocks of the portal and of the database agree: leases and ages are reckoned by both. */
export const clock: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection, now }) {
    const before = now().getTime();
    const { at } = await connection.row<{ at: Date }>(sql`select clock_timestamp() as at`);
    const skew = Math.round((at.getTime() - (before + now().getTime()) / 2) / 1000);
    if (Math.abs(skew) * 1000 <= MOST_SKEW) return [];
    return [
      {
        name: 'clock-skew',
        says: {
          en: `The clock of the database differs from this machine's by ${skew} s.`,
          ru: `Часы базы данных расходятся с часами этой машины на ${skew} с.`,
        },
        mend: { en: 'Let both follow a time server (NTP).', ru: 'Сверьте обе машины с сервером времени (NTP).' },
      },
    ];
  },
};
