// Loaded into the portal with --profile: SIGUSR2 begins a CPU profile, the next one writes it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 500 });
let isOn = false;

process.on('SIGUSR2', () => {
  isOn = !isOn;
  if (isOn) session.post('Profiler.start');
  else session.post('Profiler.stop', (_error, { profile }) => writeFileSync(process.env.BENCH_PROFILE, JSON.stringify(profile)));
});
