// The benches: `npm run bench -- topic graphql --quick`; what they measure and how stands in e2e/scale/README.md.
import { ensureBuilt, builtStamp } from './fresh-build.mjs';
import { run } from '../e2e/scale/run.mjs';

await ensureBuilt();
try {
  process.exitCode = await run(process.argv.slice(2), builtStamp);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
process.exit();
