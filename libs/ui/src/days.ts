import { inject } from 'vue';
import { clockKey } from './moment.js';
import { localeKey } from './numbers.js';

interface Formatters {
  date: Intl.DateTimeFormat;
  weekday: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
  key: Intl.DateTimeFormat;
  relative: Intl.RelativeTimeFormat;
}
const made = new Map<string, Formatters>();
const DAY = 86_400_000;

function formatters(locale: string, timeZone: 'UTC' | undefined): Formatters {
  const name = `${locale} ${timeZone}`;
  let set = made.get(name);
  if (!set) {
    set = {
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone }),
      weekday: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone }),
      time: new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }),
      // This locale writes 2026-03-12, which also is a key that sorts.
      key: new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }),
      relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    };
    made.set(name, set);
  }
  return set;
}

/** Days in the page's locale, zone and idea of now (see `useMoments`); to be called in `setup`. */
export function useDays() {
  const locale = inject(localeKey, 'en');
  const clock = inject(clockKey, null);
  const now = () => clock?.now.value ?? Date.now();
  const f = () => formatters(locale, clock?.zone.value);
  const key = (at: string | number) => f().key.format(typeof at === 'string' ? Date.parse(at) : at);
  const date = (at: string) => f().date.format(Date.parse(at));
  return {
    /** "2026-03-12": the same for all moments of one day. */
    key,
    /** "March 12, 2026". */
    date,
    /** "4:16 PM". */
    time: (at: string) => f().time.format(Date.parse(at)),
    /** "today", "yesterday", "Thursday, March 12", of another year the whole date. */
    name(at: string): string {
      if (key(at) === key(now())) return f().relative.format(0, 'day');
      if (key(at) === key(now() - DAY)) return f().relative.format(-1, 'day');
      return key(at).slice(0, 4) === key(now()).slice(0, 4) ? f().weekday.format(Date.parse(at)) : date(at);
    },
  };
}
