import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** How a command ended. */
export interface CommandEnd {
  code: number | null;
  output: string;
  seconds: number;
}

/** Runs `veche …` as a process of its own, in English. */
export async function veche(args: string[], env: Record<string, string>): Promise<CommandEnd> {
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(root, 'apps/server/dist/cli/veche.js'), ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'development', LC_ALL: 'en_GB.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, seconds: (performance.now() - began) / 1000 };
}
