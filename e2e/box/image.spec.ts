import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@veche/platform/testing';
import pg from 'pg';
import { freePort } from '../support/free-port.js';
import { dockerfile, namedFiles } from './dockerfile.js';
import { BUILT, layOutImage } from './image.js';

const root = path.resolve(import.meta.dirname, '../..');
const last = dockerfile(readFileSync(path.join(root, 'docker/Dockerfile'), 'utf8')).stages.at(-1)!;
const textOf = (verb: string) => last.instructions.find((instruction) => instruction.verb === verb)!.text;
const name = `e2e_${randomBytes(6).toString('hex')}`;
let app: string;
let data: string;
let databaseUrl: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  const cluster = new URL(process.env['VECHE_TEST_DATABASE']!);
  await once(cluster.href, `create database ${name} template veche_template`);
  cluster.pathname = `/${name}`;
  databaseUrl = cluster.href;
  [app, data] = await Promise.all([layOutImage(), mkdtemp(path.join(os.tmpdir(), 'veche-data-'))]);
}, 120_000);
afterEach(async () => {
  const running = child;
  child = undefined;
  if (running === undefined || running.exitCode !== null) return;
  running.kill('SIGTERM');
  await new Promise((resolve) => running.once('exit', resolve));
});
afterAll(async () => {
  await once(process.env['VECHE_TEST_DATABASE']!, `drop database ${name} with (force)`);
  await Promise.all([app, data].map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('the image', () => {
  it('is laid out here as the Dockerfile lays it out', () => {
    const copied = last.instructions.filter(({ verb }) => verb === 'COPY').map(({ text }) => namedFiles(text)); // prettier-ignore
    expect(copied).toEqual([
      { from: 'packages', sources: ['/app'] },
      ...BUILT.map((part) => ({ from: 'build', sources: [`/app/${part}`] })),
    ]);
  });

  it.each(['api', 'web', 'worker'])('holds all that %s needs, and is healthy by its own check', async (role) => {
    const [port, healthPort] = [await freePort(), await freePort()];
    const env = {
      PATH: process.env['PATH'],
      ...last.env,
      PORT: String(port),
      HEALTH_PORT: String(healthPort),
      HOST: '127.0.0.1',
      DATA_DIR: data,
      DATABASE_URL: databaseUrl,
    };
    const [, entry] = JSON.parse(textOf('ENTRYPOINT')) as string[];
    let output = '';
    child = spawn(process.execPath, [entry!, role], { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [, , ...check] = JSON.parse(textOf('HEALTHCHECK').replace(/^.*?CMD /, '')) as string[];
    const healthy = () => promisify(execFile)(process.execPath, ['-e', ...check], { env }).then(() => true, () => false); // prettier-ignore
    await eventually(async () => child?.exitCode !== null || healthy(), 50_000);
    expect({ exitCode: child.exitCode, output }).toEqual({ exitCode: null, output: expect.not.stringContaining('Error') });
    if (role === 'web') expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    if (role === 'api') {
      const asked = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` },
        body: JSON.stringify({ query: '{ site { name } }' }),
      });
      expect(await asked.json()).toMatchObject({ data: { site: { name: expect.any(String) } } });
    }
  });
});

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}
