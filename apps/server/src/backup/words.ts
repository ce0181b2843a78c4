import type { Locale, Message } from '@veche/platform';
import { BrokenBackup } from './archive.reader.js';
import type { BackupResult } from './backup.js';
import { RestoreRefused, type RestoreResult } from './restore.js';

const BROKEN: Record<BrokenBackup['reason'], Message> = {
  unreadable: {
    en: 'This file is no backup of Veche, or its beginning is damaged',
    ru: 'Этот файл — не копия Вече, или его начало повреждено',
  },
  newer: {
    en: 'A newer version of Veche wrote this backup; restore it with that version. Format',
    ru: 'Эту копию сделала более новая версия Вече; восстановите её той версией. Формат',
  },
  cut: {
    en: 'The backup ends too early: it was cut off while being written or copied',
    ru: 'Копия обрывается: её не дописали или не докопировали',
  },
  changed: { en: 'The backup is damaged; it is not as it was written', ru: 'Копия повреждена: она не такая, какой была записана' },
  counts: { en: 'The backup lacks rows', ru: 'В копии не хватает строк' },
};

const REFUSED: Record<RestoreRefused['reason'], Message> = {
  portal: {
    en: 'This database holds a portal already. Choose an empty one, or say --replace: everything in it is lost then.',
    ru: 'В этой базе данных уже есть портал. Выберите пустую или добавьте --replace: тогда всё, что в ней есть, пропадёт.',
  },
  foreign: {
    en: 'This database holds tables that are not of Veche. Choose an empty one, or say --replace: everything in its schema public is lost then.',
    ru: 'В этой базе данных есть чужие таблицы. Выберите пустую или добавьте --replace: тогда всё, что есть в её схеме public, пропадёт.',
  },
  connected: {
    en: 'Something else is connected to this database. Stop the portal that uses it, then restore.',
    ru: 'К этой базе данных подключён кто-то ещё. Остановите портал, который с ней работает, и повторите.',
  },
  files: {
    en: 'DATA_DIR holds files of a portal already. Choose an empty folder, or say --replace: they are lost then.',
    ru: 'В DATA_DIR уже лежат файлы портала. Выберите пустую папку или добавьте --replace: тогда они пропадут.',
  },
  'newer-schema': {
    en: 'The database of this backup is newer than this version of Veche; restore it with the version that wrote it, or a later one. Unknown:',
    ru: 'База данных этой копии новее этой версии Вече; восстановите её той версией, которая её сделала, или более новой. Неизвестно:',
  },
  owner: {
    en: 'The database cannot be emptied by this user, who does not own its schema. Make a new database and set DATABASE_URL.',
    ru: 'Этот пользователь не может очистить базу данных: её схема принадлежит не ему. Создайте новую базу и задайте DATABASE_URL.',
  },
};

/** What a person at the terminal is told of an expected fault; undefined when it is a defect of ours. */
export function reasonOf(error: unknown, locale: Locale): string | undefined {
  if (error instanceof BrokenBackup) return [BROKEN[error.reason][locale], error.detail].filter(Boolean).join(': ');
  if (error instanceof RestoreRefused) return [REFUSED[error.reason][locale], error.detail].filter(Boolean).join(' ');
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    return `${locale === 'ru' ? 'Нет такого файла' : 'There is no such file'}: ${(error as NodeJS.ErrnoException).path ?? ''}`;
  return undefined;
}

/** Titles of the bars. */
export const UNITS: Record<'rows' | 'reading', Message> = {
  rows: { en: 'rows and files', ru: 'строк и файлов' },
  reading: { en: 'Reading it back …', ru: 'Читаю записанное …' },
};
export const CHECKING: Message = { en: 'Checking references …', ru: 'Проверяю связи …' };

/** What was backed up, and what to know about it. */
export function backupReport(file: string, bytes: number, { manifest, contents }: BackupResult, locale: Locale): string {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const size = `${(bytes / 1e6).toFixed(1)} MB`;
  const { en, ru } = {
    en: [
      `${file}: ${rows} rows and ${manifest.files - contents.missingFiles.length} files, ${size}, read back and found whole.`,
      `It holds everything up to position ${manifest.logPosition} of the log.`,
      manifest.key.isIncluded
        ? 'The key is in it: whoever has this file can read every secret of the portal.'
        : `The key (${manifest.key.fingerprint}) is not in it. Keep VECHE_SECRET_KEY or DATA_DIR/secret.key elsewhere: secrets of connections cannot be read without it.`,
    ],
    ru: [
      `${file}: строк ${rows}, файлов ${manifest.files - contents.missingFiles.length}, ${size}; прочитано снова, всё на месте.`,
      `В копии всё до места ${manifest.logPosition} журнала.`,
      manifest.key.isIncluded
        ? 'Ключ внутри: у кого этот файл, тот прочтёт все секреты портала.'
        : `Ключа (${manifest.key.fingerprint}) в копии нет. Храните VECHE_SECRET_KEY или DATA_DIR/secret.key отдельно: без него не прочесть секреты подключений.`,
    ],
  };
  return `${[...(locale === 'ru' ? ru : en), ...missingLines(contents.missingFiles, locale)].join('\n')}\n`;
}

/** What was restored, what is missing, and what the world outside may get again. */
export function restoreReport(
  { manifest, contents, migrated }: RestoreResult,
  { fingerprint, paused, locale }: { fingerprint: string; paused: boolean; locale: Locale },
): string {
  const { deliveries, mails } = manifest.undecided;
  const isOtherKey = fingerprint !== manifest.key.fingerprint;
  const say = (en: string, ru: string): string => (locale === 'ru' ? ru : en);
  const lines = [
    say(
      `Restored: everything that was acknowledged before ${manifest.createdAt}, up to position ${manifest.logPosition} of the log.`,
      `Восстановлено всё, что было подтверждено до ${manifest.createdAt}, до места ${manifest.logPosition} журнала.`,
    ),
    ...(migrated.length === 0
      ? []
      : [say(`Brought to the newest schema: ${migrated.join(', ')}`, `Схема обновлена: ${migrated.join(', ')}`)]),
    ...(isOtherKey
      ? [
          say(
            `The key here (${fingerprint}) is not the one that sealed this portal's secrets (${manifest.key.fingerprint}): set VECHE_SECRET_KEY to that one, or enter the secrets of the CRM connections anew. Until then they are parked, and links to end mails in letters already sent do nothing.`,
            `Ключ здесь (${fingerprint}) — не тот, которым запечатаны секреты портала (${manifest.key.fingerprint}): задайте тот в VECHE_SECRET_KEY или введите секреты подключений CRM заново. До тех пор они стоят, а ссылки отписки в уже отправленных письмах не действуют.`,
          ),
        ]
      : []),
    ...(deliveries + mails === 0
      ? []
      : [
          paused
            ? say(
                `${deliveries} deliveries were undecided; their connections are paused. ${mails} waiting mails are withheld.`,
                `Доставок без исхода: ${deliveries}; их подключения приостановлены. Удержано писем: ${mails}.`,
              )
            : say(
                `${deliveries} deliveries and ${mails} mails were undecided when the backup was made. What was sent of them since is sent once more, under the same webhook-id and Message-ID, by which receivers drop it.`,
                `Когда делалась копия, без исхода были доставок: ${deliveries}, писем: ${mails}. Что из них успело уйти, уйдёт ещё раз — с тем же webhook-id и Message-ID, по которым получатель отбросит повтор.`,
              ),
        ]),
    say(
      'What happened after the backup is not here, though the CRM may know of it. Everybody signs in again.',
      'Того, что было после копии, здесь нет, хотя CRM может об этом знать. Всем нужно войти заново.',
    ),
    ...missingLines(contents.missingFiles, locale),
  ];
  return `${lines.join('\n')}\n`;
}

function missingLines(missing: readonly string[], locale: Locale): string[] {
  if (missing.length === 0) return [];
  const title = locale === 'ru' ? 'Этих файлов не было на диске:' : 'These files were not on the disk:';
  return [`${title} ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ` … (${missing.length})` : ''}`];
}
