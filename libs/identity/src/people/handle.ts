import { randomInt } from 'node:crypto';
import { invalid } from '@veche/platform';

const LONGEST = 30;
const HANDLE = /^[a-z0-9](?:[a-z0-9-]{1,28}[a-z0-9])$/;

/** Names that would speak for the portal. */
const RESERVED = new Set('admin administrator api help me moderator official root security settings staff support system veche'.split(' '));

// A letter and what it becomes: Cyrillic as passports write it (ICAO Doc 9303), and the Latin letters that no decomposition reaches.
const LATIN: ReadonlyMap<string, string> = new Map(
  `аa бb вv гg дd еe ёe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi їyi єye ґg ўu
  ßss æae œoe øo đd łl þth ðd ıi`
    .split(/\s+/)
    .map((pair) => [pair[0]!, pair.slice(1)]),
);

/** The handle that a name makes, not yet known to be free: «Анна Щукина» → `anna-shchukina`; `member` when nothing is left. */
export function handleFrom(name: string): string {
  const latin = [...name.normalize('NFC').toLowerCase()].map((letter) => LATIN.get(letter) ?? letter).join('');
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
