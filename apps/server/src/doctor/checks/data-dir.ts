import { access, constants, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { unfinishedMark } from '../../backup/restore.js';
import type { Finding, LocalCheck } from '../check.js';

/** The folder of files, mails and the key can be written to, and no restore broke off in it. */
export const dataDir: LocalCheck = {
  needsDatabase: false,
  async look({ config: { dataDir: folder } }) {
    const found: Finding[] = [];
    const may = await access(folder, constants.W_OK | constants.X_OK).then(() => true, () => false); // prettier-ignore
    const isFolder = await stat(folder).then((known) => known.isDirectory(), () => false); // prettier-ignore
    if (!may || !isFolder)
      found.push({
        name: 'data-dir-not-writable',
        says: {
          en: `DATA_DIR (${folder}) is no folder that this user may write to: files cannot be taken.`,
          ru: `DATA_DIR (${folder}) — не папка или недоступна этому пользователю для записи: файлы принять нельзя.`,
        },
        mend: {
          en: `Give it to the user that runs the portal: chown -R USER ${folder}`,
          ru: `Отдайте её пользователю, под которым работает портал: chown -R USER ${folder}`,
        },
      });
    if (existsSync(unfinishedMark(folder)))
      found.push({
        name: 'restore-unfinished',
        says: { en: 'A restore broke off: files are there, rows are not.', ru: 'Восстановление оборвалось: файлы есть, строк нет.' },
        mend: { en: 'Run `veche restore FILE` again.', ru: 'Запустите `veche restore FILE` ещё раз.' },
      });
    return found;
  },
};
