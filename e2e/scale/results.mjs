// What was measured, kept for the next run to be compared with: results.json for machines, a table in README.md for people.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

const FILE = path.join(import.meta.dirname, 'results.json');
const README = path.join(import.meta.dirname, 'README.md');
/** Less than this is noise. */
const TOLERANCE = 1.15;

async function known() {
  return JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}'));
}

/** What is to be said when a bench's score grew since it was kept. */
export async function worseThanBefore(name, { score, says }) {
  const former = (await known())[name];
  return former !== undefined && score > former.score * TOLERANCE ? `${says}; on ${former.machine.date} it was: ${former.says}` : undefined;
}

/** Puts a new result in the place of the old one; benches that did not run keep theirs. */
export async function keep(name, result, machine) {
  const all = { ...(await known()), [name]: { ...rounded(result), machine } };
  await writeFile(FILE, `${JSON.stringify(all, null, 2)}\n`);
  const text = await readFile(README, 'utf8');
  await writeFile(
    README,
    text.replace(/(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/, (_, begin, end) => `${begin}\n\n${table(all)}\n\n${end}`),
  );
}

function rounded(value) {
  if (typeof value === 'number') return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}

function table(all) {
  const lines = [
    '| bench | ours: requests/s, p50, p99 | CPU ms: server + PostgreSQL | ceiling | result | aim |',
    '|---|---|---|---|---|---|',
  ];
  for (const [name, { title, ours, ceiling, says, aim, isMet }] of Object.entries(all)) {
    const cells =
      ours === undefined
        ? ['', '', '']
        : [
            `${ours.perSecond.toFixed(0)}, ${ours.p50.toFixed(0)} ms, ${ours.p99.toFixed(0)} ms`,
            cost(ours),
            `${ceiling.perSecond.toFixed(0)}/s, ${cost(ceiling)}`,
          ];
    lines.push(
      `| \`${name}\` ${title} | ${cells.join(' | ')} | ${says} | ${aim === undefined ? '–' : `${aim}: ${isMet ? 'met' : '**missed**'}`} |`,
    );
  }
  // One line for each run; the load is that after its last bench.
  const runs = new Map(Object.values(all).map(({ machine }) => [machine.date, machine]));
  for (const { date, commit, cores, processor, node, postgres, tool, rounds, seconds, load } of runs.values()) {
    lines.push(
      '',
      `${date} UTC, commit ${commit}: ${cores} cores (${processor}), Node ${node}, PostgreSQL ${postgres}, ${tool}, ${rounds} rounds of ${seconds} s; load average ${load}.`,
    );
  }
  return lines.join('\n');
}

const cost = ({ cpu, pgCpu }) => `${cpu.toFixed(2)} + ${pgCpu.toFixed(2)}`;
