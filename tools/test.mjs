// Runs all specs and journeys, storms at a tenth of their size (decision 33); or those whose path matches the arguments.
import { ensureBuilt } from './fresh-build.mjs';
import { runJest } from './jest.mjs';

const paths = process.argv.slice(2);
const needsBuild = paths.length === 0 || paths.some((path) => /e2e|journey|leak|scale/.test(path));
if (needsBuild) await ensureBuilt({ quiet: true });
// Without those that compare times of one moment with those of another: they need a machine to themselves, as `npm run e2e` gives them.
const all = ['libs/.*spec', 'apps/.*spec', 'tools/.*spec', 'migrations/.*spec', 'e2e/(?!faults/(f10|f12|overload)).*spec'];
process.exitCode = await runJest(
  [...(paths.length === 0 ? all : paths), ...(needsBuild ? [] : ['--selectProjects', 'libs', 'server', 'web'])],
  {
    VECHE_STORM: 'small',
  },
);
