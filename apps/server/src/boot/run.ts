import { setFlagsFromString } from 'node:v8';
import { ConfigError, isAway, loadConfig, logger, MissingRole } from '@veche/platform';
import { type Foundation, layFoundation } from './foundation.js';
import { greet } from './greeting.js';
import { type Portal, type PortalOptions, startPortal } from './portal.js';
import { ROLES, type Roles } from './roles.js';

/** What is under way may take so long when the process is told to stop; in milliseconds. The whole is over within ten seconds. */
const PATIENCE = { work: 8_000, database: 1_500 };

/** Everything in one process: `npm start`. */
export const ALL_ROLES: Roles = new Set(ROLES);

/** When this process was told to start the portal, after any building. */
function startedAt(): number {
  return performance.getEntriesByName('veche-start')[0]?.startTime ?? 0;
}

/** Runs these roles in this process until it is told to stop. Prints faults of the configuration and exits with 1. */
export async function run(roles: Roles, options: PortalOptions = {}): Promise<void> {
  try {
    // A loaded process kept 450 MB of which 80 were alive: V8 lets a heap grow to four times that before it looks. This is to twice.
    setFlagsFromString('--heap-growing-percent=100');
    const config = loadConfig();
    // Before PostgreSQL starts, so that a signal in between stops it too.
    const stopping = new Promise<string>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
    });
    // Where nobody waits for a statement any more, its failure is no reason to end; every other defect is.
    process.on('unhandledRejection', (error) => {
      if (!isAway(error)) throw error;
      logger.error({ error: String(error) }, 'nobody waited for a statement that failed');
    });
    const isWhole = ROLES.every((role) => roles.has(role));
    const foundation = await layFoundation(config, isWhole ? 'keep' : 'join');
    const portal = await opened(foundation, roles, isWhole, options);
    await stopping;
    // Who asks a second time does not want to wait.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
    // What could not be closed well must not keep PostgreSQL from being stopped.
    const failed = (error: unknown) => logger.error({ error: String(error) }, 'the process did not stop well');
    await within(PATIENCE.work, portal.close().catch(failed));
    await within(PATIENCE.database, foundation.close());
    process.exit(0);
  } catch (error) {
    process.stderr.write(
      `${error instanceof ConfigError || error instanceof MissingRole ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(1);
  }
}

/** What was laid for a portal that could not be opened is taken up again: nobody else would stop its PostgreSQL. */
async function opened(foundation: Foundation, roles: Roles, isWhole: boolean, options: PortalOptions): Promise<Portal> {
  try {
    const portal = await startPortal(foundation, roles, options);
    await (isWhole ? openWhole(foundation, portal) : openRoles(portal, roles));
    return portal;
  } catch (error) {
    await within(PATIENCE.work, foundation.close()).catch((reason: unknown) =>
      logger.error({ error: String(reason) }, 'a failed start did not end well'),
    );
    throw error;
  }
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise((resolve) => setTimeout(resolve, milliseconds).unref())]);
}

/** The portal in one process: its demonstration, its first page, then its work. */
async function openWhole(foundation: Foundation, portal: Portal): Promise<void> {
  const signIns = foundation.config.VECHE_DEMO ? await (await import('../demo/seed.js')).seedDemo(foundation) : undefined;
  const firstAnswer = await fetch(portal.url!, { headers: { accept: 'text/html' } });
  await firstAnswer.text();
  const readyAfter = (performance.now() - startedAt()) / 1000;
  await portal.work();
  await greet(portal, { readyAfter, status: firstAnswer.status, isNew: foundation.migrated.length > 0, signIns });
}

async function openRoles(portal: Portal, roles: Roles): Promise<void> {
  await portal.work();
  const where = portal.url === undefined ? '' : ` at ${portal.url}`;
  process.stdout.write(`  Veche: ${[...roles].join(', ')}${where} after ${((performance.now() - startedAt()) / 1000).toFixed(1)} s\n`);
}
