import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { tool } from '../load/load.mjs';

/** Where and how a run was made. `machine.postgres` is set once a server was asked. */
export function machine({ rounds, seconds }) {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).stdout.trim();
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    commit,
    cores: os.availableParallelism(),
    processor: os.cpus()[0].model.trim(),
    node: process.version,
    postgres: machine.postgres,
    tool,
    rounds,
    seconds,
    // Above the number of cores somebody else was at work: only CPU and ratios mean something then.
    load: Number(os.loadavg()[1].toFixed(1)),
  };
}
machine.postgres = '';
