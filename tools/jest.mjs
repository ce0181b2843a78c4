import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { startTestCluster } from './test-cluster.mjs';

const require = createRequire(import.meta.url);

/** Runs Jest against a cluster of its own; the exit code. */
export async function runJest(args, env = {}, workers = 2) {
  const cluster = await startTestCluster();
  try {
    return await new Promise((resolve) => {
      const child = spawn(
        process.execPath,
        ['--experimental-vm-modules', '--no-warnings', require.resolve('jest/bin/jest'), `--maxWorkers=${workers}`, ...args],
        { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test', VECHE_TEST_DATABASE: cluster.url, ...env } },
      );
      for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
      child.on('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    await cluster.stop();
  }
}
