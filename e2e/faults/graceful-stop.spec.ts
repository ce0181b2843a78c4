import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { signedUp } from '../support/client.js';
import { isFull } from '../support/fault-portal.js';
import { Load, ask, tally } from '../support/load.js';
import { type OwnCluster, startCluster } from '../support/own-cluster.js';
import { type RoleProcess, startRole } from '../support/role-process.js';
import { Writers } from '../support/reply-writers.js';

const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));

/** A process is told to stop while people use it. */
describe('a stop', () => {
  let cluster: OwnCluster;
  let dataDir: string;
  const processes: RoleProcess[] = [];
  const start = async (role: 'api' | 'web' | 'worker' | 'all'): Promise<RoleProcess> => {
    const made = await startRole(role, { DATABASE_URL: cluster.url, DATA_DIR: dataDir });
    processes.push(made);
    return made;
  };
  beforeAll(async () => {
    cluster = await startCluster();
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'veche-stop-'));
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((each) => each.stop()));
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('fails no request that was taken up, loses no reply, and ends within ten seconds', async () => {
    const [first, second] = await Promise.all([start('all'), start('api')]);
    const anna = await signedUp(first!, 'Anna');
    const { ask: topic } = await anna.ask<{ ask: { id: string; key: string } }>(
      'mutation { ask(input: { kind: QUESTION, title: "Sound", body: "Gone." }) { id key } }',
    );
    const readers = new Load(first!.url, 16, () => ({ path: `/t/${topic.key}?lang=en`, headers: { cookie: anna.cookie } }), 5);
    const writers = new Writers(first!.url, [anna.cookie], topic.id, 30);
    await pause(2_000);
    first!.signal('SIGTERM');
    const { code, after } = await first!.ended();
    await Promise.all([readers.stop(), writers.stop()]);
    const failed = [...readers.samples, ...writers.samples].filter(({ status }) => status !== 200);
    console.info(`stop: ${Math.round(after)} ms; ${JSON.stringify(tally([...readers.samples, ...writers.samples]))}`);
    // Who comes after the door was shut is refused at once, and a proxy asks another process.
    expect(tally(failed.filter(({ error }) => error !== 'ECONNREFUSED'))).toEqual({});
    expect(code).toBe(0);
    // Times are judged where nothing else runs.
    if (isFull) expect(after).toBeLessThan(10_000);
    const rows = await cluster.query<{ body: string; times: number }>(
      'select body_md as body, count(*)::integer as times from reply group by 1',
    );
    expect(writers.faults(new Map(rows.map(({ body, times }) => [body, times])))).toEqual([]);
    // The others go on.
    expect((await ask(second!.url, { path: '/readyz' })).status).toBe(200);
  }, 120_000);

  it('is told by /readyz before connections end, and each answer says that it is the last', async () => {
    const web = await start('web');
    // Somebody who is slow to ask holds the process; a prober sees what it says meanwhile.
    const agent = new (await import('node:http')).Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(web.url, { path: '/readyz' }, agent)).status).toBe(200);
    web.signal('SIGTERM');
    await pause(200);
    const { status, body, headers } = await ask(web.url, { path: '/readyz' }, agent);
    expect({ status, connection: headers.connection }).toEqual({ status: 503, connection: 'close' });
    expect(JSON.parse(body)).toMatchObject({ process: 'stopping' });
    expect((await web.ended()).code).toBe(0);
    agent.destroy();
  }, 60_000);

  it('of a worker ends soon, and says so to its watchers', async () => {
    const worker = await start('worker');
    expect(JSON.parse((await ask(worker.health!, { path: '/readyz' })).body)).toMatchObject({ database: 'ok', process: 'ok' });
    worker.signal('SIGTERM');
    const { code, after } = await worker.ended();
    expect(code).toBe(0);
    if (isFull) expect(after).toBeLessThan(10_000);
  }, 60_000);
});
