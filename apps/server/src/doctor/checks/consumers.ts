import { sql } from '@veche/platform';
import type { DatabaseCheck } from '../check.js';

/** Readers of the log keep up with it. */
export const consumers: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const behind = await connection.rows<{ name: string; behind: string }>(
      sql`select c.name, (h.position - c.position)::text as behind from consumer_cursor c, log_head h
          where c.position < h.position and exists (
            select from interaction i where i.position = c.position + 1 and i.recorded_at < now() - interval '5 minutes')
            and c.moved_at < now() - interval '5 minutes' order by c.name`,
    );
    if (behind.length === 0) return [];
    const list = behind.map(({ name, behind: by }) => `${name} (−${by})`).join(', ');
    return [
      {
        name: 'consumer-stuck',
        says: { en: `Readers of the log stand still: ${list}.`, ru: `Читатели журнала стоят: ${list}.` },
        mend: {
          en: 'If a worker runs, its log says why ("a consumer failed"). A projection can be made anew: `veche rebuild NAME`.',
          ru: 'Если исполнитель работает, причина в его журнале («a consumer failed»). Проекцию можно построить заново: `veche rebuild NAME`.',
        },
      },
    ];
  },
};
