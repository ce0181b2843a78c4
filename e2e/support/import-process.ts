import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** Loaded into the process: says at the end how much memory it had at most. */
const TELL_PEAK = `data:text/javascript,${encodeURIComponent("process.on('exit',()=>process.stderr.write('\\npeak '+process.resourceUsage().maxRSS))")}`;

/** How an import ended. */
export interface ImportEnd {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  /** Most memory it ever had, in megabytes. */
  peakMegabytes: number;
  seconds: number;
}

/** `veche import stackexchange` under way. */
export interface RunningImport {
  end: Promise<ImportEnd>;
  /** kill -9 */
  kill(): void;
}

/** Starts the command line on this database, in this language. */
export function startImport(folder: string, databaseUrl: string, language = 'en_GB.UTF-8'): RunningImport {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'veche-import-'));
  const child = spawn(
    process.execPath,
    [path.join(root, 'apps/server/dist/cli/veche.js'), 'import', 'stackexchange', folder, '--site', 'dump'],
    {
      cwd: root,
      env: {
        ...process.env,
        ...{ NODE_ENV: 'development', LOG_LEVEL: 'warn', DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
        ...{ LC_ALL: language, NODE_OPTIONS: `--import=${TELL_PEAK}` },
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const end = endOf(child).finally(() => rmSync(dataDir, { recursive: true, force: true }));
  return { end, kill: () => child.kill('SIGKILL') };
}

async function endOf(child: ChildProcess): Promise<ImportEnd> {
  const began = performance.now();
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const peak = /\npeak (\d+)$/.exec(stderr);
  return {
    ...{ code, signal, stdout, seconds: (performance.now() - began) / 1000 },
    stderr: peak === null ? stderr : stderr.slice(0, peak.index),
    peakMegabytes: Number(peak?.[1] ?? Number.NaN) / 1024,
  };
}

/** The counts of the last lines, in all and new. */
export function countsIn(stdout: string): Record<string, { all: number; fresh: number }> {
  const lines = stdout.matchAll(/^ {2}(\p{L}+) +([\d,]+) +([\d,]+)(?: {3}.*)?$/gmu);
  const number = (text: string): number => Number(text.replaceAll(',', ''));
  return Object.fromEntries([...lines].map(([, name, all, fresh]) => [name, { all: number(all!), fresh: number(fresh!) }]));
}
