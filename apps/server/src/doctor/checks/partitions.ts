import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

const LEAST_AHEAD = 2;

/** The tables of the log have partitions for the coming months, and no row fell into the default ones. */
export const partitions: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const found: Finding[] = [];
    const lacking = await connection.rows<{ parent: string }>(
      sql`select parent from unnest(array['interaction', 'delivery', 'notification']) as parent, generate_series(0, ${LEAST_AHEAD}) as month
          where to_regclass(parent || '_' || to_char(now() at time zone 'UTC' + make_interval(months => month), 'YYYY_MM')) is null
          group by parent order by parent`,
    );
    if (lacking.length > 0)
      found.push({
        name: 'partitions-not-ahead',
        says: {
          en: `There are no partitions for the coming months of ${lacking.map(({ parent }) => parent).join(', ')}.`,
          ru: `Нет секций на ближайшие месяцы: ${lacking.map(({ parent }) => parent).join(', ')}.`,
        },
        mend: {
          en: 'Run: select ensure_partitions(current_date, 14); a worker does it each month.',
          ru: 'Выполните: select ensure_partitions(current_date, 14); исполнитель делает это каждый месяц.',
        },
      });
    const { stray } = await connection.row<{ stray: string }>(
      sql`select (select count(*) from interaction_default) + (select count(*) from delivery_default) + (select count(*) from notification_default) as stray`,
    );
    if (Number(stray) > 0)
      found.push({
        name: 'partition-default-used',
        says: {
          en: `${stray} rows fell into default partitions: a clock was far off, or partitions were missing.`,
          ru: `В секции по умолчанию попало строк: ${stray}. Часы сильно врали, или секций не было.`,
        },
        mend: {
          en: 'Check the clocks. The rows are read as all others; only partitions for their months cannot be made.',
          ru: 'Проверьте часы. Строки читаются как все; только секций для их месяцев уже не сделать.',
        },
      });
    return found;
  },
};
