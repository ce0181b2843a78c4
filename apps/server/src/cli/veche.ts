import 'reflect-metadata';
import { ConfigError, MissingRole } from '@veche/platform';
import { Command } from 'commander';
import { registerImportCommand } from '../import/import.command.js';
import { registerRebuild } from './rebuild.command.js';
import { registerSetup } from './setup.command.js';
import { withCore } from './core.js';

const program = new Command('veche').description('Runs and tends a Veche portal').showHelpAfterError();
registerImportCommand(program, withCore);
registerRebuild(program);
registerSetup(program);
program
  .command('migrate')
  .description('bring the database to the newest schema')
  .action(() =>
    withCore(async ({ foundation }) => {
      process.stdout.write(foundation.migrated.length === 0 ? 'Nothing to do.\n' : `${foundation.migrated.join('\n')}\n`);
    }),
  );

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.stderr.write(
    `${error instanceof ConfigError || error instanceof MissingRole ? error.message : error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
