import { migrationFiles } from '@veche/platform';
import { migrationsOf } from '../../backup/target.js';
import type { DatabaseCheck, Finding } from '../check.js';

/** The schema is the one that this version was made for. */
export const migrations: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection, migrations: folder }) {
    const found: Finding[] = [];
    const ours = migrationFiles(folder).map(({ name }) => name);
    const there = await migrationsOf(connection);
    const missing = ours.filter((name) => !there.includes(name));
    const ahead = there.filter((name) => !ours.includes(name));
    if (missing.length > 0)
      found.push({
        name: 'migrations-missing',
        says: {
          en: `The database lacks migrations: ${missing.join(', ')}.`,
          ru: `В базе данных не выполнены миграции: ${missing.join(', ')}.`,
        },
        mend: { en: 'Run `veche migrate`; a start does it too.', ru: 'Запустите `veche migrate`; старт портала делает то же.' },
      });
    if (ahead.length > 0)
      found.push({
        name: 'migrations-ahead',
        says: {
          en: `A newer version migrated this database: ${ahead.join(', ')}.`,
          ru: `Эту базу данных обновила более новая версия: ${ahead.join(', ')}.`,
        },
        mend: {
          en: 'Start that version. This one may run beside it, but not alone for long.',
          ru: 'Запустите ту версию. Эта может работать рядом с ней, но не вместо неё надолго.',
        },
      });
    return found;
  },
};
