// The same lists, FAQ and searches among 10,000 and among 1,000,000 topics.
import pg from 'pg';
import { enough, median, quiet, settled } from '../compare.mjs';
import { cast } from '../data/people.mjs';
import { prepared } from '../data/store.mjs';
import { cpuOfCluster, parentOf } from '../measure/cpu.mjs';
import { startPortal } from '../measure/portal.mjs';
import { listBenches } from './lists.mjs';
import { FRESH } from './topic.mjs';

const SIZES = [10_000, 1_000_000];

export const scaleBench = {
  name: 'lists-at-scale',
  title: 'lists, FAQ and search among 1,000,000 topics against 10,000',
  aim: { growth: 1.3 },
  startsItself: true,
  async run(_, { rounds, seconds, tell }) {
    const sides = [];
    try {
      for (const topics of SIZES) sides.push(await side(topics, tell));
      const results = {};
      for (const bench of listBenches) {
        for (const one of sides) await leg(bench, one, 4);
        const seen = [];
        for (let round = 0; round < rounds; round++) seen.push([await leg(bench, sides[0], seconds), await leg(bench, sides[1], seconds)]);
        const middle = (n, of) => median(seen.map((pair) => of(pair[n])));
        results[bench.name] = {
          small: { cpu: middle(0, ({ cpu }) => cpu), pgCpu: middle(0, ({ pgCpu }) => pgCpu) },
          large: { cpu: middle(1, ({ cpu }) => cpu), pgCpu: middle(1, ({ pgCpu }) => pgCpu) },
          growth: median(seen.map(([small, large]) => (large.cpu + large.pgCpu) / (small.cpu + small.pgCpu))),
        };
        const { small, large, growth } = results[bench.name];
        tell(`    ${bench.name.padEnd(7)} ${cost(small)} → ${cost(large)}: ${growth.toFixed(2)} ×`);
      }
      return results;
    } finally {
      for (const { db, portal } of sides) {
        await db.end();
        await portal.stop();
      }
    }
  },
};

/** A portal on a database of this size. */
async function side(topics, tell) {
  const { folder, url } = await prepared(topics, { tell });
  const portal = await startPortal(folder, { env: FRESH });
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  await settled(db);
  const { rows } = await db.query('select pg_backend_pid() as pid');
  return { db, portal, postmaster: parentOf(rows[0].pid), data: { ...(await cast(db)), db, portal } };
}

async function leg(bench, { portal, postmaster, data }, seconds) {
  const { requests, prefix } = await bench.ours(data);
  const [cpu, pgCpu] = [portal.cpu(), cpuOfCluster(postmaster)];
  const result = await enough(portal.url, requests, { seconds, prefix });
  await quiet(portal);
  const handled = result.requests + result.interrupted;
  return { cpu: (portal.cpu() - cpu) / handled, pgCpu: (cpuOfCluster(postmaster) - pgCpu) / handled };
}

const cost = ({ cpu, pgCpu }) => `${cpu.toFixed(2)} + ${pgCpu.toFixed(2)} ms`;
