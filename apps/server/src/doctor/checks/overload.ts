import type { Finding, LocalCheck } from '../check.js';

/** Beyond these a process is in trouble long before it turns anybody away: fifty requests at once fill a core, and a browser gives up. */
const MOST = { requests: 2_000, delay: 10_000 };

/** Too much at once is turned away, and not before the connections to the database are in use. */
export const overload: LocalCheck = {
  needsDatabase: false,
  async look({ config: { OVERLOAD_REQUESTS: requests, OVERLOAD_DELAY: delay, DATABASE_POOL: pool } }) {
    const found: Finding[] = [];
    if (requests < pool)
      found.push({
        name: 'overload-below-pool',
        says: {
          en: `A process takes ${requests} requests at once (OVERLOAD_REQUESTS) and holds ${pool} connections for them (DATABASE_POOL): people are turned away while connections are idle.`,
          ru: `Процесс берёт ${requests} запросов сразу (OVERLOAD_REQUESTS), а соединений для них держит ${pool} (DATABASE_POOL): людям отказывают, пока соединения простаивают.`,
        },
        mend: {
          en: `Set OVERLOAD_REQUESTS to several times DATABASE_POOL (200 and 20 by default), or DATABASE_POOL lower.`,
          ru: `Сделайте OVERLOAD_REQUESTS в несколько раз больше DATABASE_POOL (обычно 200 и 20) или уменьшите DATABASE_POOL.`,
        },
      });
    if (requests > MOST.requests || delay > MOST.delay)
      found.push({
        name: 'overload-unlimited',
        says: {
          en: `OVERLOAD_REQUESTS is ${requests} and OVERLOAD_DELAY ${delay} ms: a process that has too much to do will hardly turn anybody away, and everybody waits.`,
          ru: `OVERLOAD_REQUESTS — ${requests}, OVERLOAD_DELAY — ${delay} мс: перегруженный процесс почти никому не откажет, и ждать будут все.`,
        },
        mend: {
          en: `Keep OVERLOAD_REQUESTS at ${MOST.requests} or less and OVERLOAD_DELAY at ${MOST.delay} or less; start more processes instead.`,
          ru: `Оставьте OVERLOAD_REQUESTS не больше ${MOST.requests}, OVERLOAD_DELAY не больше ${MOST.delay}; лучше запустите больше процессов.`,
        },
      });
    return found;
  },
};
