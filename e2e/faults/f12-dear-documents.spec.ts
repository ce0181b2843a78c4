import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEAR } from '../support/dear-documents.mjs';
import { type FaultPortal, isFull, startFaultPortal } from '../support/fault-portal.js';
import { Flood } from '../support/flood.js';
import { Load, type Question, ask, quantile, tally } from '../support/load.js';

/** Per second, beside those who use the portal. */
const RATE = isFull ? 200 : 50;
const SECONDS = isFull ? 15 : 6;
const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** F12 of the fault cases (and case 43): documents that cost more than they are worth. */
describe('dear documents beside the usual ones', () => {
  let portal: FaultPortal;
  beforeAll(async () => {
    portal = await startFaultPortal();
  });
  afterAll(() => portal.close());

  const question = (query: string): Question => ({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: portal.process.url },
    body: JSON.stringify({ query }),
  });

  it('each is refused, at little more than what an empty question costs', async () => {
    const { url } = portal.process;
    const median = async (query: string) => {
      const samples = [];
      const asked = question(query);
      for (let n = 0; n < 15; n += 1) samples.push(await ask(url, asked));
      return { took: quantile(samples.map(({ took }) => took), 0.5), status: samples[0]!.status }; // prettier-ignore
    };
    await median('{ site { name } }');
    const empty = await median('{ site { name } }');
    for (const [name, query] of Object.entries(DEAR)) {
      const { took, status } = await median(query);
      console.info(`F12 ${name}: ${status} in ${took.toFixed(1)} ms (an empty question: ${empty.took.toFixed(1)} ms)`);
      expect([400, 413, 422]).toContain(status);
      // 20 ms where nothing else runs; on a busy machine an empty question takes its time, too.
      if (isFull) expect(took).toBeLessThan(20 + 3 * empty.took);
    }
  }, 60_000);

  it(`at ${RATE} a second they are not felt by others`, async () => {
    const { url } = portal.process;
    const readers = new Load(url, 4, portal.reading, 20);
    const p99 = async () => {
      const from = performance.now();
      await pause(SECONDS * 1000);
      const sent = readers.within(from, performance.now());
      expect(tally(sent.filter(({ status }) => status !== 200))).toEqual({});
      return quantile(sent.map(({ took }) => took), 0.99); // prettier-ignore
    };
    await pause(2_000);
    const before = await p99();
    const memoryBefore = await portal.process.memory();
    const flood = new Flood(url, Object.values(DEAR).map(question), RATE);
    const meanwhile = await p99();
    const memory = ((await portal.process.memory()) - memoryBefore) / 1024 / 1024;
    const statuses = await flood.stop();
    // The machine is nobody's alone: what it was before and after is the measure.
    const after = await p99();
    await readers.stop();
    const ratio = meanwhile / Math.max(before, after);
    console.info(
      `F12: ${JSON.stringify(statuses)} in ${SECONDS} s; others' p99 × ${ratio.toFixed(2)} (${before.toFixed(0)}, ${meanwhile.toFixed(0)}, ${after.toFixed(0)} ms); memory +${memory.toFixed(1)} MB`,
    );
    expect(Object.keys(statuses).filter((status) => status !== '400' && status !== '413')).toEqual([]);
    // Beside other specs, whatever they do in one of the three spans weighs as much; the full run has the machine for itself.
    if (isFull) expect(ratio).toBeLessThan(1.3);
  }, 120_000);
});
