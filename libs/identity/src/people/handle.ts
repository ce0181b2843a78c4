import { randomInt } from 'node:crypto';
import { invalid } from '@veche/platform';

const LONGEST = 30;
const HANDLE = /^[a-z0-9](?:[a-z0-9-]{1,28}[a-z0-9])$/;

/** Names that would speak for the portal. */
const RESERVED = new Set('admin administrator api help me moderator official root security settings staff support system veche'.split(' '));

// Cyrillic by the letter, as passports write it (ICAO Doc 9303), and the Latin letters that no decomposition reaches.
const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'i',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p', // prettier-ignore
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
  і: 'i',
  ї: 'yi',
  є: 'ye',
  ґ: 'g',
  ў: 'u',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  ı: 'i',
};

/** The handle that a name makes, not yet known to be free: «Анна Щукина» → `anna-shchukina`; `member` when nothing is left. */
export function handleFrom(name: string): string {
  const latin = [...name.normalize('NFC').toLowerCase()].map((letter) => LATIN[letter] ?? letter).join('');
  const base = latin
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST - 6)
    .replace(/^-+|-+$/g, '');
  return base.length < 3 ? (base === '' ? 'member' : `member-${base}`) : base;
}

/** The next handle to try for a base: itself, then with digits that say nothing of how many there are. */
export function candidateHandle(base: string, attempt: number): string {
  if (attempt === 0 && !RESERVED.has(base)) return base;
  return `${base}-${randomInt(attempt < 4 ? 1_000 : 10_000, attempt < 4 ? 10_000 : 100_000)}`;
}

/** A handle that somebody chose. @throws Refusal INVALID */
export function chosenHandle(text: string): string {
  const handle = text.normalize('NFKC').trim().toLowerCase();
  if (!HANDLE.test(handle) || handle.includes('--')) {
    throw invalid('handle', {
      en: 'A handle has 3 to 30 Latin letters, digits and single hyphens, and neither starts nor ends with a hyphen.',
      ru: 'Имя в адресе: от 3 до 30 латинских букв, цифр и одиночных дефисов, без дефиса в начале и в конце.',
    });
  }
  if (RESERVED.has(handle))
    throw invalid('handle', {
      en: 'This handle would speak for the portal; choose another one.',
      ru: 'Это имя говорило бы от лица портала; выберите другое.',
    });
  return handle;
}
