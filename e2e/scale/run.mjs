// npm run bench [-- NAME … --quick --profile --strict --save]: see README.md.
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { benches } from './benches/index.mjs';
import { compare, settled } from './compare.mjs';
import { cast } from './data/people.mjs';
import { folderOf, prepared } from './data/store.mjs';
import { load, tool } from './load/load.mjs';
import { stopAll } from './measure/children.mjs';
import { parentOf } from './measure/cpu.mjs';
import { loadNow, machine, postgresVersion } from './measure/machine.mjs';
import { startCeiling, startPortal } from './measure/portal.mjs';
import { summarise } from './profile.mjs';
import { keep, worseThanBefore } from './results.mjs';
import { tellResult } from './report.mjs';

const TOPICS = 20_000;
const tell = (text) => process.stdout.write(`${text}\n`);

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  strict: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
};

/**
 * @param {string[]} args
 * @param {() => Promise<string | undefined>} builtStamp of the sources that the build was made of; undefined when it is older than they
 * @returns {Promise<number>} the exit code: 1 with --strict when something got worse or an aim was missed
 */
export async function run(args, builtStamp) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const chosen = chosenBenches(positionals);
  const stamp = await builtStamp();
  if (stamp === undefined) throw new Error('The build is older than the sources: nothing is measured.');
  const options = {
    seconds: Number(values.seconds ?? (values.quick ? 3 : 5)),
    rounds: Number(values.rounds ?? (values.quick ? 1 : 5)),
    isProfiled: values.profile,
  };
  tell(`${tool}, 50 connections, ${options.rounds} round(s) of ${options.seconds} s`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stopAll().finally(() => process.exit(130)));
  const where = machine(options);
  const verdicts = [];
  // After each bench, so that a run that is broken off has told what it knows.
  const done = async (bench, result) => {
    if ((await builtStamp()) !== stamp)
      throw new Error('The sources changed while it ran: these numbers belong to nothing and are not kept.');
    const worse = await worseThanBefore(bench.name, result);
    if (worse !== undefined) tell(`  worse: ${worse}`);
    verdicts.push(worse === undefined && result.isMet !== false);
    // A short trial is no measurement.
    if (!values.quick) await keep(bench.name, result, { ...where, postgres: postgresVersion(), load: loadNow() });
  };
  try {
    for (const group of byEnvironment(chosen)) await runGroup(group, { ...options, done });
  } finally {
    await stopAll();
  }
  return values.strict && verdicts.includes(false) ? 1 : 0;
}

function chosenBenches(names) {
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0)
    throw new Error(`There is no bench ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}`);
  return benches.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** Benches that want the same settings share a portal; those that start their own come alone. */
function byEnvironment(chosen) {
  const groups = new Map();
  for (const bench of chosen) {
    const key = bench.startsItself || bench.isAlone ? bench.name : JSON.stringify(bench.env);
    groups.set(key, [...(groups.get(key) ?? []), bench]);
  }
  return [...groups.values()];
}

async function runGroup(group, options) {
  const [{ env = {}, startsItself }] = group;
  if (startsItself) {
    if (group[0].name !== 'lists-at-scale') await prepared(TOPICS, { tell });
    await runEach(group, { folder: folderOf(TOPICS) }, options);
    return;
  }
  const { folder, url } = await prepared(TOPICS, { tell });
  const profile = path.join(await mkdtemp(path.join(os.tmpdir(), 'veche-profile-')), 'portal.cpuprofile');
  const portal = await startPortal(folder, { env: { ...env, BENCH_PROFILE: profile }, profiled: options.isProfiled });
  const bare = await startCeiling(url);
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    await settled(db);
    const { rows } = await db.query('select pg_backend_pid() as pid');
    const data = { ...(await cast(db)), db, portal, bare, profile, postmaster: parentOf(rows[0].pid) };
    await runEach(group, data, options);
  } finally {
    if (portal.warnings.length > 0) tell(`\nThe portal said:\n${[...new Set(portal.warnings)].join('').slice(0, 3_000)}`);
    await db.end();
    await bare.stop();
    await portal.stop();
  }
}

async function runEach(group, data, options) {
  for (const bench of group) {
    tell(`\n${bench.name}: ${bench.title}`);
    if (options.isProfiled) await profiled(bench, data);
    else {
      const context = { ...options, tell, db: data.db, postmaster: data.postmaster };
      const result = bench.run === undefined ? await compare(bench, data, context) : await bench.run(data, context);
      await options.done(bench, tellResult(bench, result, tell));
    }
  }
}

/** The same load, with the CPU profiler on. */
async function profiled(bench, { portal, profile, ...data }) {
  if (bench.ours === undefined) throw new Error(`${bench.name} has nothing to profile`);
  const send = async (seconds) => {
    const { requests, prefix } = await bench.ours({ portal, ...data });
    return load(portal.url, requests, { seconds, prefix, once: bench.writes === true });
  };
  await send(8);
  portal.toggleProfile();
  const { requests } = await send(10);
  portal.toggleProfile();
  await summarise(profile, { requests, tell });
}
