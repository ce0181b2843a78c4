import { clockKey, localeKey, makeToasts, toastsKey } from '@veche/ui';
import { createSSRApp, ref } from 'vue';
import { translatorKey, translatorOf, type Messages } from '../i18n/translator.ts';
import { liveKey, makeLive } from '../live/live.ts';
import { pageKey, type Page } from '../page/page.ts';
import App from './App.vue';

/** One app with what every component asks for: nothing here outlives a request or is shared between two. */
export function makeApp(page: Page, messages: Messages) {
  const app = createSSRApp(App);
  const clock = { now: ref(page.now), zone: ref<'UTC' | undefined>('UTC') };
  app.provide(pageKey, page).provide(localeKey, page.locale).provide(translatorKey, translatorOf(page.locale, messages));
  app.provide(clockKey, clock).provide(toastsKey, makeToasts());
  const live = makeLive(page.now);
  app.provide(liveKey, live);
  return { app, clock, live };
}
