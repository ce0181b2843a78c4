import type { Command } from 'commander';
import { registerImportCommand } from '../import/import.command.js';
import { registerBackup } from './backup.command.js';
import { registerDoctor } from './doctor.command.js';
import { withCore } from './core.js';
import { registerRebuild } from './rebuild.command.js';
import { registerSetup } from './setup.command.js';

/** The commands that tend a portal. Apart from the roles, which load nothing of them. */
export function registerTending(program: Command): void {
  registerImportCommand(program, withCore);
  registerRebuild(program);
  registerSetup(program);
  registerBackup(program);
  registerDoctor(program);
  program
    .command('migrate')
    .description('bring the database to the newest schema')
    .action(() =>
      withCore(async ({ foundation }) => {
        process.stdout.write(foundation.migrated.length === 0 ? 'Nothing to do.\n' : `${foundation.migrated.join('\n')}\n`);
      }),
    );
}
