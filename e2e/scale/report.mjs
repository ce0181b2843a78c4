// What a run says.

/** Prints one bench; whether its aim was met. */
export function printed({ aim, writes }, { ours, ceiling, ratio, pgRatio, speedRatio, settledRatio, ofSelectOne }, tell) {
  tell(`  ours     ${line(ours)}`);
  tell(`  ceiling  ${line(ceiling)}`);
  const isMet = aim.ratio !== undefined ? ratio <= aim.ratio : speedRatio >= aim.faster;
  tell(
    `  CPU of the server ${ratio.toFixed(1)} × the ceiling’s, of PostgreSQL ${pgRatio.toFixed(1)} ×, requests/s ${speedRatio.toFixed(2)} ×`,
  );
  if (writes)
    tell(
      `  with all that the log’s readers do afterwards: ${ours.cpuSettled.toFixed(2)} + ${ours.pgCpuSettled.toFixed(2)} ms, ${settledRatio.toFixed(1)} ×`,
    );
  tell(`  aim: ${aim.ratio !== undefined ? `≤ ${aim.ratio} × CPU` : `≥ ${aim.faster} × requests/s`}: ${isMet ? 'met' : 'missed'}`);
  tell(
    `  the ceiling reaches ${(ofSelectOne * 100).toFixed(0)} % of the requests/s of "select 1" (60 % wanted: ${ofSelectOne >= 0.6 ? 'so' : 'not so'})`,
  );
  return isMet;
}

function line({ perSecond, p50, p99, cpu, pgCpu, memory, bytes }) {
  return `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms  CPU ${cpu.toFixed(3)} + ${pgCpu.toFixed(3)} ms  RSS ${(memory / 2 ** 20).toFixed(0)} MB  ${(bytes / 1024).toFixed(1)} KB`;
}
