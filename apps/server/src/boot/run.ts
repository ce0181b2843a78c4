import { ConfigError, MissingRole, loadConfig } from '@veche/platform';
import { layFoundation } from './foundation.js';
import { greet } from './greeting.js';
import { type PortalOptions, startPortal } from './portal.js';
import { seedDemo } from '../demo/seed.js';

const STOP_PATIENCE = 10_000;

/** When this process was told to start the portal, after any building. */
function startedAt(): number {
  return performance.getEntriesByName('veche-start')[0]?.startTime ?? 0;
}

/** Runs everything in one process until it is told to stop. Prints faults of the configuration and exits with 1. */
export async function run(options: PortalOptions = {}): Promise<void> {
  try {
    const config = loadConfig();
    // Before PostgreSQL starts, so that a signal in between stops it too.
    const stopping = new Promise<string>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
    });
    const foundation = await layFoundation(config);
    const portal = await startPortal(foundation, options);
    const signIns = config.VECHE_DEMO ? await seedDemo(foundation) : undefined;
    const firstAnswer = await fetch(portal.url, { headers: { accept: 'text/html' } });
    await firstAnswer.text();
    const readyAfter = (performance.now() - startedAt()) / 1000;
    await portal.work();
    await greet(portal, { readyAfter, status: firstAnswer.status, isNew: foundation.migrated.length > 0, signIns });
    await stopping;
    await Promise.race([portal.close(), new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE).unref())]);
    await foundation.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(
      `${error instanceof ConfigError || error instanceof MissingRole ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}
