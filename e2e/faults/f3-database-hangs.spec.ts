import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FaultPortal, isFull, startFaultPortal } from '../support/fault-portal.js';
import { Load, type Sample, ask, quantile, tally } from '../support/load.js';
import { Writers } from '../support/reply-writers.js';

/** How long nothing answers, in milliseconds. */
const OUTAGE = isFull ? 60_000 : 8_000;
const DEADLINE = 2_000;
const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** F3 of the fault cases: PostgreSQL stands still. Its connections stay open and nothing comes back, which no error tells. */
describe('PostgreSQL hangs', () => {
  let portal: FaultPortal;
  beforeAll(async () => {
    portal = await startFaultPortal();
  });
  afterAll(() => portal.close());

  it(
    `for ${OUTAGE / 1000} s: everybody is told within the deadline, the process stays well, and it works again by itself`,
    async () => {
      const { url } = portal.process;
      const readers = new Load(url, 24, portal.reading, 50);
      const writers = new Writers(url, portal.cookies, portal.topic.id, 100);
      await pause(3_000);
      // On a busy machine an answer takes its time without any fault.
      const normal = quantile(
        readers.samples.map(({ took }) => took),
        0.99,
      );
      const lagBefore = await lagOf(url);

      const from = performance.now();
      await portal.cluster.freeze();
      const probes: Sample[][] = [];
      const memory: number[] = [];
      while (performance.now() < from + OUTAGE) {
        probes.push(await Promise.all(['/healthz', '/readyz'].map((path) => ask(url, { path }))));
        memory.push(await portal.process.memory());
        await pause(250);
      }
      const lag = await lagOf(url);
      const thawed = performance.now();
      await portal.cluster.thaw();
      await pause(4_000);
      await Promise.all([readers.stop(), writers.stop()]);

      const all = [...readers.samples, ...writers.samples].filter(({ at, took }) => at + took > from && at < thawed);
      const told = all.filter(({ status }) => status !== 200);
      const slowest = Math.max(...all.map(({ at, took }) => at + took - Math.max(at, from)));
      const firstRead = Math.min(
        ...readers.samples.filter(({ at, status }) => at > thawed && status === 200).map(({ at, took }) => at + took),
      );
      const settled = memory.slice(Math.ceil(memory.length / 4));
      const growth = (Math.max(...settled) - settled[0]!) / 1024 / 1024;
      console.info(
        `F3: ${JSON.stringify(tally(all))}; slowest ${Math.round(slowest)} ms (p99 before: ${Math.round(normal)} ms); ` +
          `event loop p99 ${(lag * 1000).toFixed(0)} ms (before: ${(lagBefore * 1000).toFixed(0)} ms); memory +${growth.toFixed(1)} MB; first read ${Math.round(firstRead - thawed)} ms after`,
      );
      expect(portal.process.isRunning() || portal.process.output()).toBe(true);
      expect(told.length).toBeGreaterThan(20);
      expect(tally(told.filter(({ status, headers }) => status !== 503 || headers['retry-after'] === undefined))).toEqual({});
      const knownAt = probes.findIndex(([, ready]) => ready!.status === 503);
      // Times are judged where nothing else runs.
      if (isFull) {
        expect(slowest).toBeLessThan(DEADLINE + normal);
        expect(lag).toBeLessThan(Math.max(0.1, lagBefore));
        expect(probes[knownAt]![1]!.at).toBeLessThan(from + DEADLINE + normal);
        expect(firstRead).toBeLessThan(thawed + 2_000 + normal);
      }
      expect(growth).toBeLessThan(20);
      expect(probes.every(([alive]) => alive!.status === 200)).toBe(true);
      // Once it is known it is said until the end.
      expect(knownAt).toBeGreaterThanOrEqual(0);
      expect(probes.slice(knownAt).every(([, ready]) => ready!.status === 503)).toBe(true);
      expect((await ask(url, { path: '/readyz' })).status).toBe(200);
      expect(firstRead).toBeLessThan(Infinity);
      expect(writers.faults(await portal.stored())).toEqual([]);
      expect(portal.process.output()).not.toMatch(/unhandled|uncaught/i);
    },
    OUTAGE + 60_000,
  );
});

/** The process's own measure since the last look: the delay of its event loop, 99 % of the time, in seconds. */
async function lagOf(url: string): Promise<number> {
  const { body } = await ask(url, { path: '/metrics' });
  return Number(/^nodejs_eventloop_lag_p99_seconds ([\d.e-]+)$/m.exec(body)![1]);
}
