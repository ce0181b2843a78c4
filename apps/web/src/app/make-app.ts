import { Client, cacheExchange, fetchExchange, ssrExchange, type Exchange, type SSRData } from '@urql/core';
import urql from '@urql/vue';
import { clockKey, localeKey, makeToasts, toastsKey } from '@veche/ui';
import { createSSRApp, ref } from 'vue';
import { createMemoryHistory, createWebHistory } from 'vue-router';
import { translatorKey, translatorOf, type Messages } from '../i18n/translator.ts';
import { liveKey, makeLive } from '../live/live.ts';
import { pageKey, type Page } from '../page/page.ts';
import { makeRouter } from '../router/router.ts';
import App from './App.vue';
import { hashExchange } from './hash-exchange.ts';

export interface AppOptions {
  page: Page;
  messages: Messages;
  /** Results that the server already has. */
  data?: SSRData;
  /** Answers queries in the server's process; without it they go to /graphql. */
  exchange?: Exchange;
}

/** One app with its own client, router and composer: nothing here outlives a request or is shared between two. */
export function makeApp({ page, messages, data, exchange }: AppOptions) {
  const app = createSSRApp(App);
  const router = makeRouter(exchange ? createMemoryHistory() : createWebHistory());
  const ssr = ssrExchange({ isClient: !exchange, initialState: data });
  const last = exchange ? [exchange] : [hashExchange, fetchExchange];
  const client = new Client({ url: '/graphql', preferGetMethod: false, exchanges: [cacheExchange, ssr, ...last] });
  const clock = { now: ref(page.now), zone: ref<'UTC' | undefined>('UTC') };
  app.use(router).use(urql, client);
  app.provide(translatorKey, translatorOf(page.locale, messages));
  app.provide(pageKey, page).provide(localeKey, page.locale).provide(clockKey, clock).provide(toastsKey, makeToasts());
  const live = makeLive(page.now);
  app.provide(liveKey, live);
  return { app, router, ssr, client, clock, live };
}
