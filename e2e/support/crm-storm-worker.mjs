// Reads the log and sends deliveries, until it is killed.
import { Runner } from '@veche/interactions';
import { Jobs } from '@veche/platform';
import { startCore } from './crm-storm-core.mjs';

const core = await startCore();
await Promise.all([core.get(Jobs).start(process.env.DATABASE_URL), core.get(Runner).start(process.env.DATABASE_URL)]);
process.stdout.write('ready\n');
