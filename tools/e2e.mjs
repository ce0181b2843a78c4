// The suites of e2e in full size: all, or those named: `npm run e2e -- leak`, `npm run e2e -- ask-to-crm`.
import { ensureBuilt } from './fresh-build.mjs';
import { runJest } from './jest.mjs';

await ensureBuilt({ quiet: true });
const names = process.argv.slice(2).map((name) => (name.startsWith('-') ? name : `e2e/.*${name}`));
process.exitCode = await runJest([...names, '--selectProjects', 'e2e'], { VECHE_STORM: 'full' });
