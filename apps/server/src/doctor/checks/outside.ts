import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

/** What goes outside goes: no connection is parked, no mail waits for long. */
export const outside: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const found: Finding[] = [];
    const parked = await connection.rows<{ name: string; reason: string | null }>(
      sql`select name, parked_reason as reason from crm_connection where state = 'parked' order by name`,
    );
    if (parked.length > 0)
      found.push({
        name: 'crm-parked',
        says: {
          en: `CRM connections are parked: ${parked.map(({ name, reason }) => `${name} (${reason ?? '?'})`).join(', ')}. Nothing is lost, it waits.`,
          ru: `Подключения CRM стоят: ${parked.map(({ name, reason }) => `${name} (${reason ?? '?'})`).join(', ')}. Ничего не пропадает, всё ждёт.`,
        },
        mend: { en: 'The page /crm says what the CRM answered.', ru: 'Что ответила CRM, видно на странице /crm.' },
      });
    const { waiting } = await connection.row<{ waiting: number }>(
      sql`select count(*)::integer as waiting from mail where state = 'waiting' and created_at < now() - interval '1 hour'`,
    );
    if (waiting > 0)
      found.push({
        name: 'mail-waiting',
        says: { en: `${waiting} mails wait for more than an hour.`, ru: `Писем, ждущих дольше часа: ${waiting}.` },
        mend: {
          en: 'The column mail.error says what the mail server answered.',
          ru: 'Что ответил почтовый сервер, стоит в столбце mail.error.',
        },
      });
    return found;
  },
};
