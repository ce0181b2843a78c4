// The command line: `npm run veche -- help`.
import path from 'node:path';
import { ensureBuilt } from './fresh-build.mjs';

await ensureBuilt({ quiet: true });
await import(path.resolve(import.meta.dirname, '../apps/server/dist/cli/veche.js'));
