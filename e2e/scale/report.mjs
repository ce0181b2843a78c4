// What a run says of each bench, and its line in the table.

import { median } from './compare.mjs';

const MB = 2 ** 20;

/** Prints a bench's result in full; the result as it is kept, with its verdict and its line. */
export function tellResult(bench, found, tell) {
  const result = bench.run === undefined ? race(bench, found, tell) : WHOLE[bench.name](found, bench.aim);
  tell(`  ${result.says}`);
  if (result.aim !== undefined) tell(`  aim: ${result.aim}: ${result.isMet ? 'met' : 'missed'}`);
  return { title: bench.title, ...result };
}

function race({ aim, writes }, found, tell) {
  const { ours, ceiling, ratio, pgRatio, speedRatio, settledRatio, ofSelectOne } = found;
  tell(`  ours     ${line(ours)}`);
  tell(`  ceiling  ${line(ceiling)}`);
  if (writes)
    tell(
      `  with what the log’s readers do afterwards: ${ours.cpuSettled.toFixed(2)} + ${ours.pgCpuSettled.toFixed(2)} ms, ${settledRatio.toFixed(1)} ×`,
    );
  tell(
    `  the ceiling reaches ${(ofSelectOne * 100).toFixed(0)} % of the requests/s of "select 1" (60 % are wanted: ${ofSelectOne >= 0.6 ? 'so' : 'not so'})`,
  );
  const wanted =
    aim.ratio !== undefined
      ? { aim: `≤ ${aim.ratio} × CPU`, isMet: ratio <= aim.ratio }
      : aim.faster !== undefined
        ? { aim: `≥ ${aim.faster} × requests/s`, isMet: speedRatio >= aim.faster }
        : {};
  return {
    says: `CPU of the server ${ratio.toFixed(1)} × the ceiling’s, of PostgreSQL ${pgRatio.toFixed(1)} ×, requests/s ${speedRatio.toFixed(2)} ×`,
    ...wanted,
    score: aim.faster !== undefined ? 1 / speedRatio : ratio,
    ...found,
  };
}

function line({ perSecond, p50, p99, cpu, pgCpu, memory, bytes }) {
  return `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  CPU ${cpu.toFixed(3)} + ${pgCpu.toFixed(3)} ms  RSS ${(memory / MB).toFixed(0)} MB  ${(bytes / 1024).toFixed(1)} KB`;
}

/** Benches without a ceiling: what they say, against their aims. `score` is what may not grow. */
const WHOLE = {
  voters(rounds, { perSecond }) {
    const middle = (key) => median(rounds.map((round) => round[key]));
    const sum = (key) => rounds.reduce((total, round) => total + round[key], 0);
    const found = {
      speed: middle('perSecond'),
      cpu: middle('cpu'),
      pgCpu: middle('pgCpu'),
      votes: sum('votes'),
      lost: sum('lost'),
      double: sum('double'),
    };
    const { speed, cpu, pgCpu, votes, lost, double } = found;
    return {
      says: `${speed.toFixed(0)} votes/s at ${cpu.toFixed(2)} + ${pgCpu.toFixed(2)} ms of CPU; of ${votes} votes ${lost} lost, ${double} double`,
      aim: `≥ ${perSecond}/s, none lost or double`,
      isMet: speed >= perSecond && lost === 0 && double === 0,
      score: cpu,
      ...found,
    };
  },
  'page-bytes'(found, { kilobytes }) {
    const { sent, plain, best, text, brotliCpu } = found;
    return {
      says: `${sent.toFixed(1)} KB by brotli as sent (${best.toFixed(1)} at its strongest) of ${plain.toFixed(1)} KB, ${text.toFixed(1)} thousand characters of them text; compressing costs ${brotliCpu.toFixed(2)} ms`,
      aim: `≤ ${kilobytes} KB`,
      isMet: sent <= kilobytes,
      score: sent,
      ...found,
    };
  },
  memory(found, aim) {
    const { idle, loaded, settled } = found;
    return {
      says: `${idle.toFixed(0)} MB idle, ${loaded.toFixed(0)} MB at most under load, ${settled.toFixed(0)} MB after it`,
      aim: `≤ ${aim.idle} MB idle, ≤ ${aim.loaded} MB loaded`,
      isMet: idle <= aim.idle && loaded <= aim.loaded,
      score: loaded,
      ...found,
    };
  },
  start({ seconds, best }, aim) {
    return {
      says: `${seconds.toFixed(2)} s (best ${best.toFixed(2)})`,
      aim: `≤ ${aim.seconds} s`,
      isMet: seconds <= aim.seconds,
      score: seconds,
      seconds,
      best,
    };
  },
  'lists-at-scale'(found, { growth }) {
    const parts = Object.entries(found);
    const worst = Math.max(...parts.map(([, part]) => part.growth));
    return {
      says: parts.map(([name, part]) => `${name} ${part.growth.toFixed(2)} ×`).join(', '),
      aim: `≤ ${growth} × CPU of server and PostgreSQL`,
      isMet: worst <= growth,
      score: worst,
      ...found,
    };
  },
};
