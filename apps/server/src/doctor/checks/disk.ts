import type { LocalCheck } from '../check.js';

const LEAST_FREE = 1e9;
const LEAST_SHARE = 0.05;

/** There is room for a while: a full disk stops PostgreSQL. */
export const disk: LocalCheck = {
  needsDatabase: false,
  async look({ config: { dataDir }, space }) {
    // A folder that is not there is named by its own check.
    const known = await space(dataDir).catch(() => undefined);
    if (known === undefined) return [];
    const { free, total } = known;
    if (free >= LEAST_FREE && free >= total * LEAST_SHARE) return [];
    const left = `${(free / 1e9).toFixed(1)} GB`;
    return [
      {
        name: 'disk-nearly-full',
        says: { en: `The disk of DATA_DIR has ${left} left.`, ru: `На диске с DATA_DIR осталось ${left}.` },
        mend: { en: 'Make room, or move DATA_DIR to a larger disk.', ru: 'Освободите место или перенесите DATA_DIR на диск побольше.' },
      },
    ];
  },
};
