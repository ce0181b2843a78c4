import { type Database, sql } from '@veche/platform';

/** Whether this process can serve, part by part. */
export interface ReadyAnswer {
  ready: boolean;
  parts: Record<string, string>;
}

/** What a proxy asks before it sends people here. */
export class Readiness {
  private isStopping = false;

  constructor(private readonly database: Database) {}

  /** From now on nobody new is to be sent here. */
  stop(): void {
    this.isStopping = true;
  }

  async answer(): Promise<ReadyAnswer> {
    const reads = [this.database.main, this.database.anonymous].map((door) => door.row(sql`select 1`));
    const database = await Promise.all(reads).then(
      () => 'ok',
      () => 'away',
    );
    const parts = { database, process: this.isStopping ? 'stopping' : 'ok' };
    return { ready: Object.values(parts).every((part) => part === 'ok'), parts };
  }
}
