import { Consumers, InteractionLog, Sequencer } from '@veche/interactions';
import { Database } from '@veche/platform';
import type { Command } from 'commander';
import { terminalLocale } from '../import/import.command.js';
import { progressBar } from './progress.js';
import { startOverWhenFree } from './start-over.js';
import { withCore } from './core.js';

/** `veche rebuild NAME`: derives a projection's tables from the log again. */
export function registerRebuild(program: Command): void {
  program
    .command('rebuild')
    .argument('[name]', 'the projection; without a name, the list of them')
    .description('empty a state projection and derive it from the log again; of an effect consumer, add what is missing and repeat nothing')
    .action((name: string | undefined) =>
      withCore(({ context }) =>
        rebuild(name, context.get(Consumers), context.get(InteractionLog), context.get(Database), context.get(Sequencer)),
      ),
    );
}

async function rebuild(
  name: string | undefined,
  consumers: Consumers,
  log: InteractionLog,
  database: Database,
  sequencer: Sequencer,
): Promise<void> {
  const consumer = name === undefined ? undefined : consumers.get(name);
  if (consumer === undefined) {
    process.stdout.write(`Projections: ${consumers.names().join(', ')}\n`);
    if (name !== undefined) process.exitCode = 1;
    return;
  }
  while ((await sequencer.place()) > 0);
  const head = await log.head(database.main);
  const locale = terminalLocale(process.env);
  await startOverWhenFree(consumer, { consumers, database, locale }, (sentence) => process.stdout.write(`${sentence}\n`));
  const bar = progressBar('interactions', head);
  let shown = 0;
  await consumers.reach(consumer, head, (at) => {
    bar.advance(at - shown);
    shown = at;
  });
  bar.stop();
  process.stdout.write(`${consumer.name} is rebuilt.\n`);
}
