// The portal under test: one process, all roles, as in production.
import path from 'node:path';
import { cpuOf, memoryOf } from './cpu.mjs';
import { says, start, stop } from './children.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * @param {string} dataDir
 * @param {{ env?: Record<string, string>, profiled?: boolean }} [options] profiled: SIGUSR2 begins and ends a CPU profile
 */
export async function startPortal(dataDir, { env = {}, profiled = false } = {}) {
  const began = performance.now();
  const preload = profiled ? ['--import', path.join(import.meta.dirname, 'profiler.mjs')] : [];
  const child = start(process.execPath, [...preload, path.join(root, 'apps/server/dist/main.js')], {
    cwd: root,
    // Of its own group: Ctrl-C reaches the bench, which stops it in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      PORT: '0',
      DATA_DIR: dataDir,
      VECHE_SECRET_KEY: '0'.repeat(64),
      // 50 connections on a busy machine are no overload to be turned away: every request is to be answered here.
      OVERLOAD_REQUESTS: '1000',
      OVERLOAD_DELAY: '60000',
      ...env,
    },
  });
  const warnings = [];
  child.stderr.on('data', (chunk) => warnings.push(String(chunk)));
  const [, url] = await says(child, /Veche is at (\S+)[\s\S]*?First page[^\n]*\n/);
  return {
    name: 'portal',
    url,
    pid: child.pid,
    warnings,
    firstPageAfter: performance.now() - began,
    cpu: () => cpuOf(child.pid),
    memory: () => memoryOf(child.pid),
    toggleProfile: () => child.kill('SIGUSR2'),
    stop: () => stop(child),
  };
}

/** The bare server beside it. */
export async function startCeiling(databaseUrl) {
  const child = start(process.execPath, [path.join(import.meta.dirname, '../ceiling.mjs')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: databaseUrl },
  });
  const [, url] = await says(child, /listens at (\S+)/);
  return { name: 'ceiling', url, pid: child.pid, cpu: () => cpuOf(child.pid), memory: () => memoryOf(child.pid), stop: () => stop(child) };
}
