// One bench: ours and the ceiling in turn (ABAB …), medians of what each round said.
import { CONNECTIONS, load } from './load/load.mjs';
import { cpuOfCluster } from './measure/cpu.mjs';

/** A round goes on until it has seen so many requests: of fewer, compilers and the kernel's ticks are the larger part. */
const LEAST = { ours: 150, ceiling: 2_000 };

/** Requests before anything is counted: rendering costs 25 ms at first and a third of it only when compilers have seen some thousand pages. Of writes a quarter: each needs a person below the brakes. */
const WARM_UP = 4_000;

/** One side of one round. */
async function leg(bench, side, data, { seconds, postmaster, db }) {
  const server = data[side === 'ours' ? 'portal' : 'bare'];
  const { requests, prefix } = await bench[side](data);
  const once = bench.writes === true;
  const before = once ? await countOf(db, bench.rows) : 0;
  const [cpu, pgCpu] = [server.cpu(), cpuOfCluster(postmaster)];
  const result = once
    ? await load(server.url, requests, { seconds, prefix, once })
    : await enough(server.url, requests, { seconds, prefix }, LEAST[side]);
  // A write is followed by work of the log's readers, which is counted below; it is known by its row when it was done.
  if (!once) await quiet(server);
  // What was under way when the time was over has been worked on as well, one request on each connection.
  const handled = once ? (await countOf(db, bench.rows)) - before : result.requests + result.interrupted;
  if (once && (handled < result.requests || handled > result.requests + CONNECTIONS))
    throw new Error(`${result.requests} writes were answered, ${handled} rows are there`);
  const perRequest = () => ({ cpu: (server.cpu() - cpu) / handled, pgCpu: (cpuOfCluster(postmaster) - pgCpu) / handled });
  const measured = {
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    bytes: result.bytes / result.requests,
    ...perRequest(),
    memory: server.memory(),
  };
  if (!once) return measured;
  if (side === 'ours') await settled(db);
  // With what the log's readers still had to do.
  const { cpu: cpuSettled, pgCpu: pgCpuSettled } = perRequest();
  return { ...measured, cpuSettled, pgCpuSettled };
}

/** Goes on until so many requests were answered, however slow the machine is at this moment. */
export async function enough(url, requests, options, least = 100) {
  const parts = [];
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0);
  do parts.push(await load(url, requests, options));
  while (sum('requests') < least && parts.length < 8);
  return {
    ...parts.at(-1),
    requests: sum('requests'),
    seconds: sum('seconds'),
    bytes: sum('bytes'),
    interrupted: parts.length * CONNECTIONS,
  };
}

/** Waits until the server rests: what it began before the load ended is done. */
export async function quiet(server, patience = 15_000) {
  for (let [before, rests, end] = [server.cpu(), 0, Date.now() + patience]; rests < 2 && Date.now() < end;) {
    await new Promise((resume) => setTimeout(resume, 100));
    const now = server.cpu();
    rests = now - before <= 10 ? rests + 1 : 0;
    before = now;
  }
}

async function countOf(db, text) {
  return (await db.query(text)).rows[0].n;
}

/** Waits until every reader of the log has read all of it. */
export async function settled(db, patience = 120_000) {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const { rows } = await db.query(
      `select not exists (select from interaction where position is null)
         and (select min(position) from consumer_cursor) >= (select position from log_head) as done`,
    );
    if (rows[0].done) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error('the readers of the log did not catch up');
}

/**
 * @param {import('./run.mjs').Bench} bench
 * @returns sides with medians, and the medians of per-round ratios
 */
export async function compare(bench, data, { rounds, seconds, postmaster, db, tell }) {
  const options = { seconds, postmaster, db };
  await sampled(bench, data);
  // Compilers and caches warm up first, both sides alike; this is not counted.
  const wanted = bench.writes ? WARM_UP / 4 : WARM_UP;
  for (const side of ['ours', 'ceiling']) {
    for (let sent = 0, tries = 0; sent < wanted && tries < 15; tries++) {
      const { perSecond } = await leg(bench, side, data, { ...options, seconds: 4 });
      sent += perSecond * 4;
    }
  }
  const seen = [];
  for (let round = 0; round < rounds; round++) {
    const ours = await leg(bench, 'ours', data, options);
    const ceiling = await leg(bench, 'ceiling', data, options);
    const one = await load(data.bare.url, [{ path: '/one' }], { seconds: Math.min(2, seconds) });
    seen.push({ ours, ceiling, one: one.requests / one.seconds });
    tell(`    round ${round + 1}: ours ${brief(ours)}   ceiling ${brief(ceiling)}   ${(ours.cpu / ceiling.cpu).toFixed(1)} ×`);
  }
  const ratio = (of) => median(seen.map(({ ours, ceiling }) => of(ours) / of(ceiling)));
  return {
    ours: medians(seen.map(({ ours }) => ours)),
    ceiling: medians(seen.map(({ ceiling }) => ceiling)),
    ratio: ratio(({ cpu }) => cpu),
    pgRatio: ratio(({ pgCpu }) => pgCpu),
    speedRatio: ratio(({ perSecond }) => perSecond),
    ...(bench.writes && { settledRatio: median(seen.map(({ ours, ceiling }) => ours.cpuSettled / ceiling.cpu)) }),
    // Decision 35: is the ceiling one?
    ofSelectOne: median(seen.map(({ ceiling, one }) => ceiling.perSecond / one)),
  };
}

/** The content, once, by hand: what was asked for is in it. */
async function sampled(bench, data) {
  if (bench.shows === undefined) return;
  const { requests } = await bench.ours(data);
  const [{ method = 'GET', path, headers, body }] = requests;
  const answer = await fetch(data.portal.url + path, { method, headers, body, redirect: 'manual' });
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes(bench.shows(data)))
    throw new Error(`${path} (${answer.status}) does not show what it should:\n${text.slice(0, 500)}`);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function medians(legs) {
  return Object.fromEntries(Object.keys(legs[0]).map((key) => [key, median(legs.map((leg) => leg[key]))]));
}

function brief({ perSecond, cpu, pgCpu }) {
  return `${perSecond.toFixed(0)}/s ${cpu.toFixed(2)} + ${pgCpu.toFixed(2)} ms`;
}
