import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

/** The log's positions have no gap, and what is committed gets one soon. */
export const log: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const found: Finding[] = [];
    const { placed, last, head, late } = await connection.row<{ placed: string; last: string; head: string; late: number }>(
      sql`select count(position) as placed, coalesce(max(position), 0) as last, (select position from log_head) as head,
            count(*) filter (where position is null and recorded_at < now() - interval '5 minutes')::integer as late from interaction`,
    );
    if (placed !== last || last !== head)
      found.push({
        name: 'log-has-gaps',
        says: {
          en: `The log has ${placed} placed rows, its last position is ${last}, and its head says ${head}: rows were lost or written by hand.`,
          ru: `В журнале строк с местом ${placed}, последнее место ${last}, а голова говорит ${head}: строки пропали или вписаны руками.`,
        },
        mend: {
          en: 'Restore from a backup; nothing else brings lost rows back.',
          ru: 'Восстановите из копии: иначе пропавшее не вернуть.',
        },
      });
    if (late > 0)
      found.push({
        name: 'log-not-placed',
        says: {
          en: `${late} rows of the log wait for their position for more than 5 minutes: FAQ, search, mail and CRM hear nothing of them.`,
          ru: `Строк журнала без места дольше 5 минут: ${late}. FAQ, поиск, письма и CRM о них не знают.`,
        },
        mend: { en: 'Start a worker (`npm start`, or `veche worker`).', ru: 'Запустите исполнителя (`npm start` или `veche worker`).' },
      });
    return found;
  },
};
