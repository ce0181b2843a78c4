// The suites of e2e in full size: all, or those named: `npm run e2e -- leak`, `npm run e2e -- faults/f2`; with `--together` those whose
// pass conditions are not times, which a machine with other work can run.
import { ensureBuilt } from './fresh-build.mjs';
import { runJest } from './jest.mjs';

await ensureBuilt({ quiet: true });
const names = process.argv.slice(2).map((name) => (name.startsWith('-') ? name : `e2e/.*${name}`));
const run = (paths, workers) => runJest([...paths, '--selectProjects', 'e2e'], { VECHE_STORM: 'full' }, workers);

if (names[0] === '--together') process.exitCode = await run(['e2e/(?!faults|drills)'], 2);
else if (names.length > 0) process.exitCode = await run(names, 1);
else {
  const together = await run(['e2e/(?!faults|drills)'], 2);
  // Their pass conditions are times: one after the other, with the machine to themselves.
  const alone = await run(['e2e/(faults|drills)/'], 1);
  process.exitCode = together || alone;
}
