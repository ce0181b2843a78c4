import { type Database, type DatabaseWatch, sql } from '@veche/platform';
import type { LoadLimit } from './load-limit.js';

/** Whether this process can serve, part by part; 'ok', or what is wrong. */
export type Parts = Record<'database' | 'anonymous' | 'migrations' | 'load' | 'process', string>;

/** A watcher's patience is short; in milliseconds. */
const PATIENCE = 1_000;

/** What a proxy asks before it sends people here. */
export class Readiness {
  private isStopping = false;

  constructor(
    private readonly parts: {
      database: Database;
      watch: DatabaseWatch;
      limit: LoadLimit;
      /** Names of the migrations that this build brings; newer ones are no fault, since they let older builds work. */
      migrations: readonly string[];
    },
  ) {}

  /** From now on nobody new is to be sent here. */
  stop(): void {
    this.isStopping = true;
  }

  async answer(): Promise<Parts> {
    const { watch, limit } = this.parts;
    const [database, anonymous] = watch.isAway ? ['away', 'away'] : await Promise.all([this.migrated(), this.readsPublicly()]);
    return {
      database: database === 'away' ? 'away' : 'ok',
      anonymous,
      migrations: database === 'away' ? 'unknown' : database,
      load: limit.isRefusing ? 'overloaded' : 'ok',
      process: this.isStopping ? 'stopping' : 'ok',
    };
  }

  /** By asking which migrations ran the first door is asked whether it answers. */
  private async migrated(): Promise<string> {
    const ran = await inTime(this.parts.database.main.rows<{ name: string }>(sql`select name from migration`));
    if (ran === undefined) return 'away';
    const names = new Set(ran.map(({ name }) => name));
    const missing = this.parts.migrations.filter((name) => !names.has(name));
    return missing.length === 0 ? 'ok' : `missing: ${missing.join(', ')}`;
  }

  private async readsPublicly(): Promise<string> {
    return (await inTime(this.parts.database.anonymous.row(sql`select 1`))) === undefined ? 'away' : 'ok';
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), PATIENCE)));
  try {
    return await Promise.race([answer, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
