import { Presets, SingleBar } from 'cli-progress';

/** How far a long command is. */
export interface Progress {
  advance(by: number): void;
  stop(): void;
}

/** A bar with rate and remaining time on a terminal; a line every two seconds elsewhere. */
export function progressBar(unit: string, total: number): Progress {
  const began = performance.now();
  let done = 0;
  const rate = () => (done / Math.max(0.001, (performance.now() - began) / 1000)).toFixed(0);
  const bar = new SingleBar(
    {
      format: `  {bar} {percentage}%  {value}/{total} ${unit}  {rate}/s  {eta_formatted} left`,
      noTTYOutput: true,
      notTTYSchedule: 2_000,
      hideCursor: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { rate: '0' });
  return {
    advance(by) {
      done += by;
      bar.update(Math.min(done, total), { rate: rate() });
    },
    stop: () => bar.stop(),
  };
}
