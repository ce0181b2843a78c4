import { inject } from 'vue';
import { localeKey } from '@veche/ui';

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
const made = new Map<string, Intl.NumberFormat>();

/** Formatters are made once per locale and unit. */
function formatter(locale: string, unit: string): Intl.NumberFormat {
  const key = `${locale} ${unit}`;
  let one = made.get(key);
  if (!one) made.set(key, (one = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 })));
  return one;
}

/** Durations in their largest unit: "4 min", "1.5 hr"; to be called in `setup`. */
export function useDurations() {
  const locale = inject(localeKey, 'en');
  return {
    seconds(n: number): string {
      const [unit, size] = UNITS.find(([, s]) => n >= s) ?? UNITS[3];
      return formatter(locale, unit).format(unit === 'second' ? Math.round(n) : Math.round((n / size) * 10) / 10);
    },
    milliseconds: (n: number): string => formatter(locale, 'millisecond').format(n),
  };
}
