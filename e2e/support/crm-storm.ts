import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** A port that was free a moment ago, to be the same after every restart. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A process that is started again whenever it ends by a kill. */
export class Restarted {
  /** The last end was this test's doing, not its own. */
  wasKilled = false;
  private child: ChildProcess | undefined;
  private isOver = false;
  private readonly done: Promise<number>;
  private finish: (code: number) => void = () => undefined;
  private output = '';

  /**
   * @param script in e2e/support
   * @param env asked before each start
   * @param died told after each kill, with the environment of that life
   */
  constructor(
    private readonly script: string,
    private readonly env: () => Record<string, string>,
    private readonly died: (env: Record<string, string>) => void = () => undefined,
  ) {
    this.done = new Promise((resolve) => (this.finish = resolve));
  }

  /** Resolves when it says that it is ready, for the first time. */
  async start(): Promise<this> {
    await this.spawn();
    return this;
  }

  /** kill -9; it starts again by itself. */
  kill(): void {
    this.wasKilled = true;
    this.child?.kill('SIGKILL');
  }

  /** Its exit code, when it ends by itself. @throws with its output when it fails */
  async ended(): Promise<void> {
    const code = await this.done;
    if (code !== 0) throw new Error(`${this.script} ended with ${code}:\n${this.output}`);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.isOver = true;
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    await new Promise((gone) => child.once('exit', gone).kill('SIGKILL'));
  }

  private spawn(): Promise<void> {
    const env = this.env();
    const child = spawn(process.execPath, [path.join(root, 'e2e/support', this.script)], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'development', LOG_LEVEL: 'error', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    return new Promise((ready) => {
      const keep = (chunk: Buffer): void => {
        this.output = (this.output + chunk.toString()).slice(-10_000);
        if (chunk.toString().includes('ready')) ready();
      };
      child.stdout!.on('data', keep);
      child.stderr!.on('data', keep);
      child.once('exit', (code, signal) => {
        if (this.isOver) return;
        if (signal !== 'SIGKILL') return this.finish(code ?? 1);
        this.died(env);
        this.wasKilled = false;
        void this.spawn();
      });
    });
  }
}

/** One message that the receiver stored. */
export interface Arrival {
  id: string;
  position: number;
  person: string;
  /** Hash of the body. */
  body: string;
}

/** All that the receiver stored, in the order in which it came. */
export async function arrivals(file: string): Promise<Arrival[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Arrival);
}
