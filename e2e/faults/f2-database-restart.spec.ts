import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FaultPortal, isFull, startFaultPortal } from '../support/fault-portal.js';
import { Load, quantile, tally } from '../support/load.js';
import { Writers } from '../support/reply-writers.js';

const ROUNDS = isFull ? 3 : 1;
const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** F2 of the fault cases: PostgreSQL is restarted under load, as an administrator does and as a crash does. */
describe('PostgreSQL restarts under load', () => {
  let portal: FaultPortal;
  beforeAll(async () => {
    portal = await startFaultPortal();
  });
  afterAll(() => portal.close());

  it.each(['fast', 'immediate'] as const)(
    '-m %s: no process ends, errors end with the outage, nothing acknowledged is lost',
    async (mode) => {
      const { url } = portal.process;
      const readers = new Load(url, 12, portal.reading, 5);
      const writers = new Writers(url, portal.cookies, portal.topic.id);
      for (let round = 0; round < ROUNDS; round += 1) {
        await portal.cluster.query('delete from brake');
        await pause(2_000);
        // On a busy machine a read takes its time without any fault.
        const patience =
          2_000 +
          quantile(
            readers.samples.slice(-100).map(({ took }) => took),
            0.99,
          );
        const from = performance.now();
        portal.cluster.restart(mode);
        await pause(50);
        await portal.cluster.accepts();
        const accepts = performance.now();
        await pause(4_000);

        const all = [...readers.samples, ...writers.samples].filter(({ at }) => at >= from);
        const failed = all.filter(({ status }) => status !== 200);
        const lastError = Math.max(0, ...failed.map(({ at, took }) => at + took));
        const firstRead = Math.min(
          ...readers.samples.filter(({ at, status }) => at > accepts && status === 200).map(({ at, took }) => at + took),
        );
        console.info(
          `F2 -m ${mode}: away ${Math.round(accepts - from)} ms; ${JSON.stringify(tally(all))}; ` +
            `last error ${Math.round(lastError - accepts)} ms and first read ${Math.round(firstRead - accepts)} ms after it accepts`,
        );
        expect(portal.process.isRunning() || portal.process.output()).toBe(true);
        expect(failed.length).toBeGreaterThan(0);
        // Everybody was told, and when to come again.
        expect(tally(failed.filter(({ status, headers }) => status !== 503 || headers['retry-after'] === undefined))).toEqual({});
        expect(firstRead).toBeLessThan(Infinity);
        // Times are judged where nothing else runs.
        if (isFull) {
          expect(lastError).toBeLessThan(accepts + patience);
          expect(firstRead).toBeLessThan(accepts + patience);
        }
      }
      await Promise.all([readers.stop(), writers.stop()]);
      expect(writers.replies.filter(({ acknowledged }) => acknowledged > 0).length).toBeGreaterThan(20 * ROUNDS);
      expect(writers.faults(await portal.stored())).toEqual([]);
      expect(portal.process.output()).not.toMatch(/unhandled|uncaught/i);
    },
    120_000,
  );
});
