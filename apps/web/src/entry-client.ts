import urql from '@urql/vue';
import { createWebHistory } from 'vue-router';
import { makeClient } from './app/client.ts';
import { makeApp } from './app/make-app.ts';
import { connectWhenIdle } from './live/live.ts';
import { focusContentOnNavigation, focusSearchBySlash } from './page/browser.ts';
import { followLinks } from './page/links.ts';
import type { Page } from './page/page.ts';
import { keepTypedEarly } from './page/typed-early.ts';
import { unpackData, type PackedData } from './page/state.ts';
import { makeRouter } from './router/router.ts';
import './app/style.css';

const MINUTE = 60_000;
const catalogues = { en: () => import('./i18n/en/index.ts'), ru: () => import('./i18n/ru/index.ts') };

async function start() {
  const { data, ...page } = JSON.parse(document.getElementById('state')!.textContent) as Page & { data: PackedData };
  const { default: messages } = await catalogues[page.locale]();
  const { app, clock, live } = makeApp(page, messages);
  const router = makeRouter(createWebHistory());
  app.use(router).use(urql, makeClient(unpackData(data, document)));
  await router.isReady();
  const putBack = keepTypedEarly(document);
  app.mount('#app');
  putBack();
  followLinks(router);
  focusSearchBySlash();
  focusContentOnNavigation(router);
  document.documentElement.dataset['hydrated'] = '';

  // The page was rendered for the server's moment and zone; from here on it follows the device's.
  clock.zone.value = undefined;
  const tick = () => (clock.now.value = Date.now());
  tick();
  setInterval(tick, MINUTE);
  connectWhenIdle(live);
  // A plain form's answer belongs to the page it was given on, not to where the person goes next.
  router.afterEach((to, from) => void (to.path !== from.path && delete page.form));
}

void start();
