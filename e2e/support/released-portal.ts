import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** 0.1.0, the version before this one, as it is in the history. */
const RELEASED = '6e535e9';

/**
 * The version before this one, built from the history with the packages of its own lock; kept, since that takes two minutes.
 * @returns its folder; undefined where the history is not there (a shallow clone, an archive)
 */
export async function releasedVersion(): Promise<string | undefined> {
  const folder = path.join(root, `node_modules/.cache/veche/released-${RELEASED}`);
  if (existsSync(folder)) return folder;
  try {
    execFileSync('git', ['-C', root, 'cat-file', '-e', `${RELEASED}^{commit}`], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const fresh = `${folder}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  execFileSync('sh', ['-c', `git -C '${root}' archive ${RELEASED} | tar -x -C '${fresh}'`]);
  for (const step of [
    ['ci', '--no-audit', '--no-fund', '--prefer-offline'],
    ['run', 'build'],
  ])
    execFileSync('npm', step, { cwd: fresh, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, NODE_ENV: 'development' } });
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  return folder;
}

/** A version that runs. */
export interface RunningVersion {
  url: string;
  /** What it wrote of things that went wrong. */
  complaints(): string[];
  stop(): Promise<void>;
}

/** Starts the version that is in a folder on a database; as it starts it brings the schema to what it knows. */
export async function startVersion(folder: string, databaseUrl: string, dataDir: string): Promise<RunningVersion> {
  const child = spawn(process.execPath, [path.join(folder, 'apps/server/dist/main.js')], {
    cwd: folder,
    env: {
      ...process.env,
      ...{ NODE_ENV: 'development', LOG_LEVEL: 'warn', PORT: '0', VECHE_DEMO: 'off' },
      ...{ DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const url = await printedAddress(child);
  return {
    url: url.replace('127.0.0.1', 'localhost'),
    complaints: () => printed.split('\n').filter((line) => /"level":\s*(50|60|"error"|"fatal")/i.test(line)),
    stop: () => new Promise((resolve) => child.once('exit', () => resolve()).kill('SIGTERM')),
  };
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const look = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /Veche is at (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout!.on('data', look);
    child.stderr!.on('data', look);
    child.once('exit', (code, signal) => reject(new Error(`it stopped (${code ?? signal}):\n${output}`)));
  });
}

/** This version's folder. */
export const THIS_VERSION = root;
