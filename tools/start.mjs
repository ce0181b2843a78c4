import path from 'node:path';
import { ensureBuilt } from './fresh-build.mjs';

await ensureBuilt();
// The portal tells how long it took from here; building is told by itself.
performance.mark('veche-start');
await import(path.resolve(import.meta.dirname, '../apps/server/dist/main.js'));
