// Load: wrk where the system has it, else autocannon. Both send the same requests, and every answer is looked at.
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { start } from '../measure/children.mjs';
import { autocannonLoad } from './autocannon.mjs';

export const CONNECTIONS = 50;

/** @typedef {{ method?: string, path: string, headers?: Record<string, string>, body?: string }} LoadRequest */
/** @typedef {{ requests: number, seconds: number, p50: number, p99: number }} Load */

export const tool = spawnSync('wrk', ['-v']).error === undefined ? 'wrk' : 'autocannon';

/**
 * Sends the requests in turn over 50 connections for some seconds.
 * @param {string} url
 * @param {LoadRequest[]} requests
 * @param {{ seconds: number, prefix?: string, once?: boolean }} options prefix: with what every body begins; once: no request may be
 *   sent a second time
 * @returns {Promise<Load>}
 * @throws when any answer was not as it must be: then nothing was measured
 */
export async function load(url, requests, { seconds, prefix = '', once = false }) {
  const run = tool === 'wrk' ? wrkLoad : autocannonLoad;
  const result = await run(url, requests, { seconds, prefix, connections: CONNECTIONS });
  const wants = Math.min(10, new Set(requests.map(({ path, body }) => path + (body ?? ''))).size / 2);
  if (result.failed > 0 || result.wrong > 0)
    throw new Error(`${result.failed} requests failed, ${result.wrong} answers were wrong: ${result.first}`);
  if (!once && result.requests > 200 && result.kinds < wants)
    throw new Error(`the answers had only ${result.kinds} lengths: not what was asked for`);
  if (once && result.rounds > 0) throw new Error('it ran out of requests');
  return result;
}

async function wrkLoad(url, requests, { seconds, prefix, connections }) {
  const file = path.join(os.tmpdir(), `veche-bench-${process.pid}.txt`);
  await writeFile(file, requests.map(asLine).join('\n'));
  const script = path.join(import.meta.dirname, 'requests.lua');
  // The time-out is as long as a round: a slow answer is a slow answer.
  const child = start('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', script, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_REQUESTS: file, BENCH_PREFIX: prefix },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  await new Promise((resolve) => child.once('close', resolve));
  await rm(file, { force: true });
  const found = /RESULT (.*)/.exec(output);
  if (found === null) throw new Error(`wrk said nothing:\n${output}`);
  return JSON.parse(found[1]);
}

function asLine({ method = 'GET', path: address, headers = {}, body = '' }) {
  return [
    method,
    address,
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('|'),
    body,
  ].join('\t');
}
