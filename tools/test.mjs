// Runs specs: all of them, or those whose path matches the arguments. Jest's own flags pass through.
import { runJest } from './jest.mjs';

const paths = process.argv.slice(2);
process.exitCode = await runJest([...paths, '--selectProjects', 'libs', 'server']);
