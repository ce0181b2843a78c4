// npm run bench [-- NAME … --quick --profile --strict]: see README.md.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { topicBenches } from './benches/topic.mjs';
import { writeBenches } from './benches/writes.mjs';
import { compare } from './compare.mjs';
import { cast } from './data/people.mjs';
import { prepared } from './data/store.mjs';
import { load, tool } from './load/load.mjs';
import { stopAll } from './measure/children.mjs';
import { parentOf } from './measure/cpu.mjs';
import { startCeiling, startPortal } from './measure/portal.mjs';
import { printed } from './report.mjs';
import { summarise } from './profile.mjs';

/**
 * @typedef {object} Bench
 * @property {string} name
 * @property {string} title
 * @property {{ ratio?: number, faster?: number }} aim
 * @property {Record<string, string>} env
 * @property {boolean} [writes]
 * @property {(data: any) => any} ours
 * @property {(data: any) => any} ceiling
 * @property {(data: any) => string} [shows]
 * @property {string} [rows]
 */

const benches = [...topicBenches, ...writeBenches];
const tell = (text) => process.stdout.write(`${text}\n`);

export async function run(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean' },
      profile: { type: 'boolean' },
      strict: { type: 'boolean' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}`);
  const chosen = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const seconds = Number(values.seconds ?? (values.quick ? 3 : 5));
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  tell(`${tool}, 50 connections, ${rounds} round(s) of ${seconds} s`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().finally(() => process.exit(130)));
  try {
    for (const group of byEnvironment(chosen)) await runGroup(group, { seconds, rounds, isProfiled: values.profile === true });
  } finally {
    await stopAll();
  }
}

/** Benches that want the same settings share a portal. */
function byEnvironment(chosen) {
  const groups = new Map();
  for (const bench of chosen) {
    const key = JSON.stringify(bench.env);
    groups.set(key, [...(groups.get(key) ?? []), bench]);
  }
  return [...groups.values()];
}

async function runGroup(group, { seconds, rounds, isProfiled }) {
  const { folder, url } = await prepared(20_000, { tell });
  const profileFile = path.join(await mkdtemp(path.join(os.tmpdir(), 'veche-profile-')), 'portal.cpuprofile');
  const portal = await startPortal(folder, { env: { ...group[0].env, BENCH_PROFILE: profileFile }, profiled: isProfiled });
  const bare = await startCeiling(url);
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    const postmaster = parentOf((await db.query('select pg_backend_pid() as pid')).rows[0].pid);
    const data = { ...(await cast(db)), db, portal, bare };
    for (const bench of group) {
      tell(`\n${bench.name}: ${bench.title}`);
      if (isProfiled) await profiled(bench, data, seconds, profileFile);
      else printed(bench, await compare(bench, data, { rounds, seconds, postmaster, db, tell }), tell);
    }
    if (portal.warnings.length > 0) tell(`\nThe portal said:\n${portal.warnings.join('').slice(0, 4_000)}`);
  } finally {
    await db.end();
    await bare.stop();
    await portal.stop();
  }
}

async function profiled(bench, data, seconds, file) {
  const send = async (long) => {
    const { requests, prefix } = await bench.ours(data);
    return load(data.portal.url, requests, { seconds: long, prefix, once: bench.writes === true });
  };
  await send(5);
  data.portal.toggleProfile();
  const { requests } = await send(Math.max(8, seconds));
  data.portal.toggleProfile();
  await summarise(file, { requests, tell });
}
