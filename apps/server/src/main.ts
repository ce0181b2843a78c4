import 'reflect-metadata';
import { ConfigError, MissingRole, loadConfig } from '@veche/platform';
import { layFoundation } from './boot/foundation.js';
import { greet } from './boot/greeting.js';
import { startPortal } from './boot/portal.js';
import { seedDemo } from './demo/seed.js';

const STOP_PATIENCE = 10_000;

/** `npm start`: everything in one process. */
export async function main(): Promise<void> {
  try {
    const config = loadConfig();
    // Before PostgreSQL starts, so that a signal in between stops it too.
    const stopping = new Promise<string>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
    });
    const foundation = await layFoundation(config);
    const portal = await startPortal(foundation);
    const signIns = config.VECHE_DEMO ? await seedDemo(portal.app, config) : undefined;
    const firstAnswer = await fetch(portal.url, { headers: { accept: 'text/html' } });
    await firstAnswer.text();
    const readyAfter = process.uptime();
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

await main();
