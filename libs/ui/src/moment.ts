import { inject, type InjectionKey, type Ref } from 'vue';
import { localeKey } from './numbers.js';

/**
 * The page's idea of now. Until the page is hydrated it is the server's moment and UTC, so that both render the same
 * text; afterwards the device's time and zone, moving on by the minute.
 */
export interface Clock {
  now: Ref<number>;
  zone: Ref<'UTC' | undefined>;
}
export const clockKey: InjectionKey<Clock> = Symbol('clock');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

interface Formatters {
  relative: Intl.RelativeTimeFormat;
  day: Intl.DateTimeFormat;
  year: Intl.DateTimeFormat;
  exact: Intl.DateTimeFormat;
  /** Exact moments by their time: the same topics are looked at again and again. */
  known: Map<number, string>;
}
/** Moments kept per locale and zone, about 100 KB. */
const KNOWN = 1000;
const made = new Map<string, Formatters>();

/** Made once per locale and zone: a formatter per component tripled the cost of a whole page. */
function formatters(locale: string, timeZone: 'UTC' | undefined): Formatters {
  const key = `${locale} ${timeZone}`;
  let set = made.get(key);
  if (!set) {
    set = {
      relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
      day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone }),
      year: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone }),
      exact: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone }),
      known: new Map(),
    };
    made.set(key, set);
  }
  return set;
}

/** "5 min ago", "yesterday"; older than a week "12 Mar", of another year "12 Mar 2024". A clock that is behind reads "now". */
export function shortMoment(at: number, now: number, locale: string, zone: 'UTC' | undefined): string {
  const f = formatters(locale, zone);
  const age = Math.max(0, now - at);
  if (age < MINUTE) return f.relative.format(0, 'second');
  if (age < HOUR) return f.relative.format(-Math.floor(age / MINUTE), 'minute');
  if (age < DAY) return f.relative.format(-Math.floor(age / HOUR), 'hour');
  if (age < WEEK) return f.relative.format(-Math.floor(age / DAY), 'day');
  return new Date(at).getUTCFullYear() === new Date(now).getUTCFullYear() ? f.day.format(at) : f.year.format(at);
}

function exactMoment(at: number, { exact, known }: Formatters): string {
  let text = known.get(at);
  if (text === undefined) {
    if (known.size >= KNOWN) known.clear();
    known.set(at, (text = exact.format(at)));
  }
  return text;
}

/** Formats moments in the page's locale, zone and idea of now; to be called in `setup`. */
export function useMoments() {
  const locale = inject(localeKey, 'en');
  const clock = inject(clockKey, null);
  const now = () => clock?.now.value ?? Date.now();
  const zone = () => clock?.zone.value;
  return {
    short: (at: string) => shortMoment(Date.parse(at), now(), locale, zone()),
    exact: (at: string) => exactMoment(Date.parse(at), formatters(locale, zone())),
  };
}
