// Imported first by every entry. graphql-js looks at NODE_ENV once, while it loads, and outside production each of its type checks
// costs several times more. What the person gave is put back at once: the configuration, and what else asks, reads that.
import { createRequire } from 'node:module';

const given = process.env['NODE_ENV'];
process.env['NODE_ENV'] = 'production';
createRequire(import.meta.url)('graphql');
if (given === undefined) delete process.env['NODE_ENV'];
else process.env['NODE_ENV'] = given;
