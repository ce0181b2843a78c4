import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FileStore, PlainConnection, Secrets, loadConfig } from '@veche/platform';
import type { Command } from 'commander';
import { type BackupProgress, backUp, productVersion } from '../backup/backup.js';
import { databaseAddress } from '../backup/database-address.js';
import { CHECKING, UNITS, backupReport, reasonOf, restoreReport } from '../backup/words.js';
import { type RestoreProgress, restore } from '../backup/restore.js';
import { MIGRATIONS } from '../boot/foundation.js';
import { terminalLocale } from '../import/import.command.js';
import { type Progress, progressBar } from './progress.js';

const ROOT = path.dirname(MIGRATIONS);

/** `veche backup FILE` and `veche restore FILE`. */
export function registerBackup(program: Command): void {
  program
    .command('backup')
    .argument('<file>', 'where to write it, for example veche.tar.gz')
    .option('--with-key', 'put the key in too: whoever has the file can then read every secret in it')
    .description('write database and files into one file, beside a portal that runs; it is read back before it counts')
    .action((file: string, { withKey = false }: { withKey?: boolean }) => told(() => runBackup(file, withKey)));
  program
    .command('restore')
    .argument('<file>', 'what `veche backup` wrote')
    .option('--replace', 'empty the database and the folder of files first')
    .option('--paused', 'for a drill: pause CRM connections and withhold mails that wait')
    .description('bring a backup back into an empty database and DATA_DIR')
    .action((file: string, options: { replace?: boolean; paused?: boolean }) => told(() => runRestore(file, options)));
}

async function runBackup(file: string, withKey: boolean): Promise<void> {
  const [config, locale] = [loadConfig(), terminalLocale(process.env)];
  const address = await databaseAddress(config);
  try {
    const connection = await PlainConnection.open(address.url);
    const sources = { connection, files: new FileStore(config), secrets: new Secrets(config), version: await productVersion(ROOT) };
    const shown = bars();
    const result = await backUp(file, sources, { withKey, progress: shown }).finally(() => (shown.stop(), connection.close()));
    process.stdout.write(backupReport(file, (await stat(file)).size, result, locale));
    if (result.contents.missingFiles.length > 0) process.exitCode = 1;
  } finally {
    await address.leave();
  }
}

async function runRestore(file: string, options: { replace?: boolean; paused?: boolean }): Promise<void> {
  const [config, locale] = [loadConfig(), terminalLocale(process.env)];
  await stat(file);
  const address = await databaseAddress(config);
  try {
    const target = {
      url: address.url,
      open: () => PlainConnection.open(address.url),
      files: new FileStore(config),
      dataDir: config.dataDir,
      migrations: MIGRATIONS,
      hasKeyOfItsOwn: config.VECHE_SECRET_KEY !== undefined,
    };
    const shown = bars();
    const result = await restore(file, target, { ...options, progress: shown }).finally(() => shown.stop());
    const { fingerprint } = new Secrets(config);
    process.stdout.write(restoreReport(result, { fingerprint, paused: options.paused === true, locale }));
  } finally {
    await address.leave();
  }
}

/** Expected faults are sentences, not stacks. */
async function told(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const sentence = reasonOf(error, terminalLocale(process.env));
    if (sentence === undefined) throw error;
    process.exitCode = 1;
    process.stderr.write(`${sentence}\n`);
  }
}

function bars(): BackupProgress & RestoreProgress & { stop(): void } {
  const locale = terminalLocale(process.env);
  let bar: Progress | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const line = (text: string): void => {
    stop();
    process.stdout.write(`  ${text}\n`);
  };
  return {
    begin: (total) => void (bar = progressBar(UNITS.rows[locale], total)),
    advance: (by) => bar?.advance(by),
    verifying: () => line(UNITS.reading[locale]),
    checking: () => line(CHECKING[locale]),
    stop,
  };
}
