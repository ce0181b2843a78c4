import { inject, type InjectionKey } from 'vue';

/** Locale of the interface: `ru` or `en`. Provided once by the app, because formatters are made once per locale. */
export const localeKey: InjectionKey<string> = Symbol('locale');

const made = new Map<string, { full: Intl.NumberFormat; compact: Intl.NumberFormat }>();

/** Formatters cost milliseconds to make, so each locale has one pair for the life of the process. */
function formatters(locale: string) {
  let pair = made.get(locale);
  if (!pair) {
    pair = {
      full: new Intl.NumberFormat(locale),
      compact: new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }),
    };
    made.set(locale, pair);
  }
  return pair;
}

/** `full(99999)` is "99,999"; `short(99999)` is "100K", and equal to `full` below ten thousand. */
export function useNumbers() {
  const { full, compact } = formatters(inject(localeKey, 'en'));
  /** Most counts are small and look the same in every language; the formatter takes a hundred times as long. */
  const whole = (n: number) => (n >= 0 && n < 1000 && Number.isInteger(n) ? String(n) : full.format(n));
  return { full: whole, short: (n: number) => (Math.abs(n) < 10_000 ? whole(n) : compact.format(n)) };
}
