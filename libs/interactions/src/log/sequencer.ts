import { Injectable } from '@nestjs/common';
import { Database, rows, sql } from '@veche/platform';

/** Only one transaction at a time may give positions; any constant does. */
const SEQUENCER_LOCK = 7_300_002;

/**
 * Gives committed rows of the log their `position`, in `seq` order, without gaps. A row whose transaction is still open simply
 * comes later: everything that depends on it took its own `seq` after that commit.
 */
@Injectable()
export class Sequencer {
  constructor(private readonly database: Database) {}

  /** @returns how many rows it placed; 0 also when another process is placing */
  place(limit = 1_000): Promise<number> {
    return this.database.transaction(async (tx) => {
      const [lock] = await rows<{ mine: boolean }>(tx, sql`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as mine`);
      if (!lock?.mine) return 0;
      const [result] = await rows<{ placed: string }>(
        tx,
        sql`with waiting as (
              select id, row_number() over (order by seq) as nth
              from (select id, seq from interaction where position is null order by seq limit ${limit}) as first
            ), placed as (
              update interaction i set position = (select position from log_head) + w.nth from waiting w where i.id = w.id returning 1
            ), moved as (
              update log_head set position = position + (select count(*) from placed) where exists (select from placed)
            )
            select count(*) as placed from placed`,
      );
      return Number(result?.placed ?? 0);
    });
  }
}
