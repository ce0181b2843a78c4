import { inject, ref, type InjectionKey } from 'vue';
import type { FormState } from '../forms/form.ts';

/** What one request knows and answers; on the device it lives as long as the tab. */
export interface Page {
  locale: 'ru' | 'en';
  theme: 'light' | 'dark' | 'system';
  /** Public origin, for canonical links. */
  origin: string;
  /** The server's moment of rendering. */
  now: number;
  /** Status of the answer; pages lower it (404 of the refusal page, 500 of a failure). */
  status: number;
  /** Set when the viewer has to go elsewhere first. */
  redirect?: string;
  /** Answer to a plain form that was posted to this page. */
  form?: FormState;
  /** Makes a repeated submit recognisable; made only when a form asks, so that cached pages carry none. */
  nonce?: string;
}

export const pageKey: InjectionKey<Page> = Symbol('page');

export function usePageState(): Page {
  const page = inject(pageKey);
  if (!page) throw new Error('The page was not provided: makeApp() does');
  return page;
}

/** Not randomUUID(): browsers have that on secure origins only, and a portal may be tried out in a plain local network. */
const randomWord = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** How many keys a page has given out. Not in the page itself: the browser counts from the start again, in the same order. */
const given = new WeakMap<Page, number>();

/** An idempotency key of one form: the same for each repeat of one submit, another after `renew()` and for every other form. */
export function useRepeatKey() {
  const page = usePageState();
  page.nonce ??= randomWord();
  const next = () => {
    const number = given.get(page) ?? 0;
    given.set(page, number + 1);
    return `${page.nonce}.${number}`;
  };
  const key = ref(next());
  return { key, renew: () => void (key.value = next()) };
}
