import { SetupService } from '@veche/identity';
import { PublicOrigin } from '@veche/platform';
import type { Command } from 'commander';
import { withCore } from './core.js';

/** `veche setup-link`: the one-time link for the first administrator, again. */
export function registerSetup(program: Command): void {
  program
    .command('setup-link')
    .description('print a one-time link that makes the first administrator (24 hours)')
    .action(() =>
      withCore(async ({ context }) => {
        const token = await context.get(SetupService).issue();
        const { value, isKnown } = context.get(PublicOrigin);
        // On a free port the portal alone knows where it is: the link's end is added to the address it printed.
        const origin = isKnown ? value : '';
        process.stdout.write(token === null ? 'There is an administrator already.\n' : `${origin}/setup?token=${token}\n`);
      }),
    );
}
