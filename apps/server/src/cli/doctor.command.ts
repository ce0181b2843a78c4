import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type Locale, PlainConnection, loadConfig } from '@veche/platform';
import { holdsCluster } from '@veche/platform/embedded-postgres';
import { type Command, Option } from 'commander';
import { databaseAddress } from '../backup/database-address.js';
import { MIGRATIONS } from '../boot/foundation.js';
import type { Finding, Installation } from '../doctor/check.js';
import { examine } from '../doctor/doctor.js';
import { terminalLocale } from '../import/import.command.js';

const WEB_DIST = path.resolve(import.meta.dirname, '../../../web/dist');

/** `veche doctor`: what is wrong here, and how to mend it. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .option('--json', 'for programs: an array of findings')
    .addOption(new Option('--lang <language>', 'language of the words').choices(['en', 'ru']))
    .description('say in words what is wrong with this installation and how to mend it; exit code 1 when something is')
    .action(async ({ json = false, lang }: { json?: boolean; lang?: Locale }) => {
      const found = await findings();
      if (found.length > 0) process.exitCode = 1;
      process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : inWords(found, lang ?? terminalLocale(process.env)));
    });
}

async function findings(): Promise<Finding[]> {
  let config;
  try {
    config = loadConfig();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map(misconfigured);
    throw error;
  }
  const installation: Installation = { config, migrations: MIGRATIONS, webDist: WEB_DIST, now: () => new Date(), space };
  // Who looks makes no cluster where there is none.
  if (config.DATABASE_URL === undefined && !(await holdsCluster(config.dataDir))) return examine(installation, async () => undefined);
  // A stopped portal's own PostgreSQL is started for the look, and stopped again.
  const address = databaseAddress(config);
  try {
    return await examine(installation, async () => PlainConnection.open((await address).url));
  } finally {
    await address.then(({ leave }) => leave()).catch(() => undefined);
  }
}

async function space(folder: string): Promise<{ free: number; total: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}

function misconfigured(fault: string): Finding {
  return {
    name: 'configuration-invalid',
    says: { en: `The configuration is wrong: ${fault}`, ru: `Ошибка в настройке: ${fault}` },
    mend: {
      en: 'The table in the README says what each variable takes.',
      ru: 'Что принимает каждая переменная, сказано в таблице README.',
    },
  };
}

function inWords(found: readonly Finding[], locale: Locale): string {
  if (found.length === 0) return locale === 'ru' ? 'Всё в порядке.\n' : 'All is well.\n';
  return found.map(({ name, says, mend }) => `✗ ${name}\n  ${says[locale]}\n  → ${mend[locale]}\n`).join('');
}
