import { SetupService } from '@veche/identity';
import type { Command } from 'commander';
import { withCore } from './core.js';

/** `veche setup-link`: the one-time link for the first administrator, again. */
export function registerSetup(program: Command): void {
  program
    .command('setup-link')
    .description('print a one-time link that makes the first administrator (24 hours)')
    .action(() =>
      withCore(async ({ context, foundation }) => {
        const token = await context.get(SetupService).issue();
        const origin = foundation.config.PUBLIC_URL ?? `http://localhost:${foundation.config.PORT}`;
        process.stdout.write(token === null ? 'There is an administrator already.\n' : `${origin}/setup?token=${token}\n`);
      }),
    );
}
