import { setFlagsFromString } from 'node:v8';
import { ImportReader, ImportedReplies, ImportedTopics } from '@veche/community';
import { ImportedPeople } from '@veche/identity';
import { Database, type Locale } from '@veche/platform';
import type { Command } from 'commander';
import type { Core } from '../cli/core.js';
import { ImportFault } from './import.fault.js';
import { progressDisplay } from './import.progress.js';
import { reportOf, totalsOf } from './import.report.js';
import { type LeftOut, importStackExchange, sourceOf } from './stackexchange/import-stackexchange.js';

type WithCore = (work: (core: Core) => Promise<void>) => Promise<void>;

/** `veche import stackexchange DIR` */
export function registerImportCommand(program: Command, withCore: WithCore): void {
  program
    .command('import')
    .description('bring in the history of another platform')
    .command('stackexchange')
    .argument('<dir>', 'folder of an unpacked dump: Users.xml, Posts.xml, Comments.xml')
    .option('--site <name>', "name of the site, under which its ids are kept; by default the folder's name")
    .description('import a Stack Exchange data dump; repeating it adds only what is missing')
    .action((folder: string, { site }: { site?: string }) => withCore((core) => runImport(core, folder, site)));
}

async function runImport({ context }: Core, folder: string, site: string | undefined): Promise<void> {
  const locale = terminalLocale(process.env);
  const database = context.get(Database);
  const source = sourceOf(folder, site);
  const before = await totalsOf(database, source);
  // Each batch leaves much behind, and V8 lets a heap grow to four times what is alive before it looks: 390 MB at peak instead of 260.
  setFlagsFromString('--heap-growing-percent=50');
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const display = progressDisplay(process.stdout, locale);
  let left: LeftOut | undefined;
  try {
    const parts = {
      people: context.get(ImportedPeople),
      topics: context.get(ImportedTopics),
      replies: context.get(ImportedReplies),
      reader: context.get(ImportReader),
    };
    const named = site === undefined ? {} : { site };
    left = await importStackExchange(folder, parts, {
      ...named,
      onProgress: (progress) => display.show(progress),
      signal: stopping.signal,
    });
  } catch (error) {
    const sentence = reasonOf(error, stopping.signal, locale);
    if (sentence === undefined) throw error;
    display.stop();
    process.exitCode = 1;
    process.stderr.write(`${sentence}\n`);
  } finally {
    display.stop();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  process.stdout.write(reportOf(before, await totalsOf(database, source), left, locale));
}

/** Why the import stopped, for the person at the terminal; undefined when it is a defect of ours. */
function reasonOf(error: unknown, signal: AbortSignal, locale: Locale): string | undefined {
  const again =
    locale === 'ru'
      ? 'Всё, что стоит перед этим местом, уже перенесено (ниже); запустите команду снова, и ничего не повторится.'
      : 'What stands before it is imported (below); run the command again, nothing will come twice.';
  if (error instanceof ImportFault) return `${error.say(locale)}\n${again}`;
  if (signal.aborted && error === signal.reason) return `${locale === 'ru' ? 'Остановлено.' : 'Stopped.'} ${again}`;
  return undefined;
}

/** The language of the terminal, as POSIX says which variable wins. */
export function terminalLocale(env: NodeJS.ProcessEnv): Locale {
  const language = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  return language?.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}
