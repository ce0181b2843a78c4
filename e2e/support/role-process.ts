import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from './free-port.js';

const root = path.resolve(import.meta.dirname, '../..');

/** One process of the portal, in one role or in all. */
export interface RoleProcess {
  url: string;
  /** The port for watchers, where a role has one. */
  health: string | undefined;
  output(): string;
  isRunning(): boolean;
  /** Resident memory now, in bytes. */
  memory(): Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** How it ended, and how long after the last signal, in milliseconds. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null; after: number }>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
}

/** Starts `veche ROLE`, or `npm start`'s process for "all", on a free port; resolves when it is ready. */
export async function startRole(role: 'api' | 'web' | 'worker' | 'all', env: Record<string, string>): Promise<RoleProcess> {
  const script = role === 'all' ? ['dist/main.js'] : ['dist/cli/veche.js', role];
  const port = role === 'worker' ? undefined : await freePort();
  const health = role === 'worker' ? await freePort() : undefined;
  const child = spawn(process.execPath, [path.join(root, 'apps/server', script[0]!), ...script.slice(1)], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      VECHE_DEMO: 'off',
      ...(port !== undefined && { PORT: String(port) }),
      ...(health !== undefined && { HEALTH_PORT: String(health) }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  await ready(child, () => output);
  let signalledAt = performance.now();
  const gone = new Promise<{ code: number | null; signal: NodeJS.Signals | null; after: number }>((resolve) =>
    child.once('exit', (code, signal) => resolve({ code, signal, after: performance.now() - signalledAt })),
  );
  const made: RoleProcess = {
    url: `http://localhost:${port}`,
    health: health === undefined ? undefined : `http://localhost:${health}`,
    output: () => output,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async memory() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmRSS:\s+(\d+) kB/.exec(status)![1]) * 1024;
    },
    signal(name) {
      signalledAt = performance.now();
      child.kill(name);
    },
    ended: () => gone,
    async stop() {
      if (!made.isRunning()) return;
      made.signal('SIGTERM');
      await gone;
    },
  };
  return made;
}

function ready(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout!.on('data', () => /Veche( is|:)/.test(output()) && resolve());
    child.once('exit', (code, signal) => reject(new Error(`the process stopped (${code ?? signal}):\n${output()}`)));
  });
}
