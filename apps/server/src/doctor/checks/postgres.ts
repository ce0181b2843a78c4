import { sql } from '@veche/platform';
import type { DatabaseCheck, Finding } from '../check.js';

const OLDEST = 150_000;

/** PostgreSQL is new enough and keeps what it acknowledged. */
export const postgres: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection }) {
    const found: Finding[] = [];
    const { number, version } = await connection.row<{ number: number; version: string }>(
      sql`select current_setting('server_version_num')::integer as number, current_setting('server_version') as version`,
    );
    if (number < OLDEST)
      found.push({
        name: 'postgres-too-old',
        says: { en: `PostgreSQL is ${version}; 15 or newer is needed.`, ru: `PostgreSQL ${version}; нужен 15 или новее.` },
        mend: {
          en: 'Upgrade it, or use the one that comes with the packages.',
          ru: 'Обновите его или возьмите тот, что приходит с пакетами.',
        },
      });
    const off = await connection.rows<{ name: string }>(
      sql`select name from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting = 'off' order by name`,
    );
    if (off.length > 0)
      found.push({
        name: 'postgres-not-durable',
        says: {
          en: `PostgreSQL has ${off.map(({ name }) => name).join(', ')} off: what was acknowledged can be lost when the machine stops.`,
          ru: `В PostgreSQL выключено ${off.map(({ name }) => name).join(', ')}: подтверждённое может пропасть при остановке машины.`,
        },
        mend: { en: 'Switch it on in postgresql.conf and reload.', ru: 'Включите в postgresql.conf и перечитайте настройки.' },
      });
    return found;
  },
};
