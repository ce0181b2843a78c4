import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Consumers } from '@veche/interactions';
import { type Database, type Locale, type Message, rows, sql } from '@veche/platform';
import { BACKUP_NAME } from '../backup/snapshot.js';

/** Between two attempts, in milliseconds. */
const AGAIN = 2_000;
/** An attempt asks for its lock no longer than this: whoever reads the table meanwhile waits behind it. */
const PATIENCE = '250ms';
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Starts a consumer over once nobody else holds its tables. `truncate` needs them alone, and a backup reads them in one transaction for
 * as long as it takes: a lock that simply waited would let no reader in behind it, and would be given up after the statement's 30 s.
 * @param tell is told once that it waits, and for whom
 */
export async function startOverWhenFree(
  consumer: Consumer,
  { consumers, database, locale }: { consumers: Consumers; database: Database; locale: Locale },
  tell: (sentence: string) => void,
): Promise<void> {
  for (let hasTold = false; !(await attempt(consumer, consumers, database)); hasTold = true) {
    if (!hasTold) tell((await reason(database))[locale]);
    await pause(AGAIN);
  }
}

/** False when somebody holds what it needs. */
async function attempt(consumer: Consumer, consumers: Consumers, database: Database): Promise<boolean> {
  try {
    await database.transaction(async (tx) => {
      await rows(tx, sql`select set_config('lock_timeout', ${PATIENCE}, true)`);
      await consumers.startOver(consumer, tx);
    });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

async function reason(database: Database): Promise<Message> {
  const backup = await database.main.row<{ since: Date }>(
    sql`select xact_start as since from pg_stat_activity
        where datname = current_database() and application_name = ${BACKUP_NAME} and xact_start is not null order by xact_start limit 1`,
  );
  if (backup === undefined)
    return { en: 'Others are using its tables. Waiting until they are free …', ru: 'Её таблицы заняты. Жду, пока освободятся …' };
  const at = backup.since.toISOString().slice(11, 16);
  return {
    en: `A backup that began at ${at} UTC is reading its tables. Waiting until it is done …`,
    ru: `Её таблицы читает резервное копирование, начатое в ${at} UTC. Жду, пока оно закончится …`,
  };
}
