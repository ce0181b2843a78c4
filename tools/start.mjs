import path from 'node:path';
import { ensureBuilt } from './fresh-build.mjs';

await ensureBuilt();
await import(path.resolve(import.meta.dirname, '../apps/server/dist/main.js'));
