import { FileStore, sql } from '@veche/platform';
import type { DatabaseCheck } from '../check.js';

/** Files looked for: the newest, which the last crash could have cost. */
const MOST = 20_000;

/** Files that texts show are on the disk, whole. */
export const files: DatabaseCheck = {
  needsDatabase: true,
  async look({ connection, config }) {
    const store = new FileStore(config);
    const rows = await connection.rows<{ id: string; bytes: number }>(
      sql`select id, bytes from file where topic_id is not null order by id desc limit ${MOST}`,
    );
    const lost: string[] = [];
    for (const { id, bytes } of rows) if ((await store.sizeOf(id).catch(() => undefined)) !== bytes) lost.push(id);
    if (lost.length === 0) return [];
    const list = `${lost.slice(0, 3).join(', ')}${lost.length > 3 ? ' …' : ''}`;
    return [
      {
        name: 'files-missing',
        says: {
          en: `${lost.length} files that texts show are not on the disk, or not whole: ${list}.`,
          ru: `Файлов, которые показаны в текстах, но на диске их нет или они неполны: ${lost.length} (${list}).`,
        },
        mend: {
          en: 'Is DATA_DIR the right folder, and shared by all processes? Else take DATA_DIR/files from a backup.',
          ru: 'Та ли это папка DATA_DIR и общая ли она у всех процессов? Иначе верните DATA_DIR/files из копии.',
        },
      },
    ];
  },
};
