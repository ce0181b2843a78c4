import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import sharp from 'sharp';
import { type FaultPortal, isFull, startFaultPortal } from '../support/fault-portal.js';
import { Load, quantile, tally } from '../support/load.js';

const SOCKETS = isFull ? 2_000 : 200;
/** Within this every socket of theirs is cut. */
const CUT = 30_000;
const MB = 1024 * 1024;
const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** F10 of the fault cases: whoever sends or takes a byte a second holds a place that costs nobody anything, and not for long. */
describe(`${SOCKETS} sockets that are meant to hold the server`, () => {
  let portal: FaultPortal;
  let readers: Load | undefined;
  beforeAll(async () => {
    portal = await startFaultPortal();
  });
  afterAll(async () => {
    await readers?.stop();
    await portal.close();
  });

  /** Others ask before, while and after; what the attack did to them and to the process. */
  async function during(attack: () => Promise<Slow[]>): Promise<{ ratio: number; memory: number; lastCut: number }> {
    readers = new Load(portal.process.url, 4, portal.reading, 20);
    const p99 = async () => {
      const from = performance.now();
      await pause(8_000);
      const sent = readers!.within(from, performance.now());
      expect(tally(sent.filter(({ status }) => status !== 200))).toEqual({});
      return quantile(sent.map(({ took }) => took), 0.99); // prettier-ignore
    };
    const before = await p99();
    const memoryBefore = await portal.process.memory();
    const slow = await attack();
    const [meanwhile, memory] = await Promise.all([p99(), pause(7_500).then(() => portal.process.memory())]);
    await eventually(() => slow.every(({ endedAt }) => endedAt !== undefined), CUT + 5_000);
    // The machine is nobody's alone: what it was before and after is the measure.
    const after = await p99();
    await readers.stop();
    return {
      ratio: meanwhile / Math.max(before, after),
      memory: (memory - memoryBefore) / MB,
      lastCut: Math.max(...slow.map(({ endedAt, openedAt }) => endedAt! - openedAt)),
    };
  }

  it('by sending a head letter by letter, or a body: they are cut, and others do not feel them', async () => {
    const url = new URL(portal.process.url);
    const { ratio, memory, lastCut } = await during(() =>
      Promise.all(
        Array.from({ length: SOCKETS }, (_, n) =>
          Slow.open(
            url,
            n % 2 === 0
              ? 'GET / HTTP/1.1\r\nHost: x\r\nX: '
              : `POST /graphql HTTP/1.1\r\nHost: ${url.host}\r\nOrigin: ${url.origin}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
            1_000,
          ),
        ),
      ),
    );
    console.info(
      `F10 sending: others' p99 × ${ratio.toFixed(2)}, memory +${memory.toFixed(1)} MB, cut after ${(lastCut / 1000).toFixed(1)} s`,
    );
    expect(lastCut).toBeLessThan(CUT);
    expect(memory).toBeLessThan(50);
    expect(ratio).toBeLessThan(1.5);
  }, 180_000);

  it('by not taking a reply of 1 MB: they are cut, and others do not feel them', async () => {
    const url = new URL(portal.process.url);
    const file = await upload(portal);
    const whole = await fetch(new URL(file, url), { headers: { cookie: portal.cookies[0]! } });
    expect((await whole.arrayBuffer()).byteLength).toBeGreaterThan(0.8 * MB);
    // Nobody else sees a picture that no text shows.
    const asking = `GET ${file} HTTP/1.1\r\nHost: ${url.host}\r\nCookie: ${portal.cookies[0]}\r\n\r\n`;
    const { ratio, memory, lastCut } = await during(() => Promise.all(Array.from({ length: SOCKETS }, () => Slow.open(url, asking))));
    console.info(
      `F10 taking: others' p99 × ${ratio.toFixed(2)}, memory +${memory.toFixed(1)} MB, cut after ${(lastCut / 1000).toFixed(1)} s`,
    );
    expect(lastCut).toBeLessThan(CUT);
    expect(memory).toBeLessThan(50);
    expect(ratio).toBeLessThan(1.5);
  }, 180_000);
});

/** One who takes nothing, and sends a byte now and then. */
class Slow {
  endedAt: number | undefined;
  readonly openedAt = performance.now();

  static open(url: URL, beginning: string, every?: number): Promise<Slow> {
    return new Promise((resolve) => {
      const socket: Socket = connect(Number(url.port), url.hostname);
      const slow = new Slow();
      const timer = every === undefined ? undefined : setInterval(() => socket.write('x'), every);
      socket.once('connect', () => {
        socket.write(beginning);
        if (every === undefined) slow.takeNothing(socket);
        resolve(slow);
      });
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(timer);
        slow.endedAt ??= performance.now();
        resolve(slow);
      });
    });
  }

  /** What is not read does not tell that it ended: a byte is sent to find out. */
  private takeNothing(socket: Socket): void {
    socket.pause();
    const knock = setInterval(() => socket.write('\r\n', (error) => error && socket.destroy()), 2_000);
    socket.once('close', () => clearInterval(knock));
  }
}

/** A picture that compresses badly. */
async function upload({ process: { url }, cookies }: FaultPortal): Promise<string> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 90 };
  const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#888', noise } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'noise.png');
  const answer = await fetch(`${url}/files`, { method: 'POST', body: form, headers: { cookie: cookies[0]!, origin: url } });
  const { url: address } = (await answer.json()) as { url: string };
  return new URL(address, url).pathname;
}
