import '../boot/library-mode.js';
import 'reflect-metadata';
import { ConfigError, MissingRole } from '@veche/platform';
import { Command } from 'commander';
import { type Role, isRole } from '../boot/roles.js';

const ROLE_MEANINGS: Record<Role, string> = {
  api: 'run the api: GraphQL, files, sockets',
  web: 'run the web: pages and what they are made of',
  worker: 'run a worker: jobs, and what follows the log',
};

const program = new Command('veche').description('Runs and tends a Veche portal').showHelpAfterError();
for (const [role, meaning] of Object.entries(ROLE_MEANINGS) as [Role, string][]) {
  program
    .command(role)
    .description(`${meaning}; any number of them, behind any proxy`)
    .action(async () => (await import('../boot/run.js')).run(new Set([role])));
}
if (!isRole(process.argv[2])) (await import('./tending.js')).registerTending(program);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError || error instanceof MissingRole ? error.message : error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
