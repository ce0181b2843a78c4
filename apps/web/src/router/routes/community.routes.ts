import type { RouteRecordRaw } from 'vue-router';

const list = () => import('../../pages/lists/KindListPage.vue');

/** Home, the lists, topics, asking, the FAQ and search. `meta.kind` is the kind that a list shows. */
export const communityRoutes: RouteRecordRaw[] = [
  { path: '/', component: () => import('../../pages/home/HomePage.vue') },
  { path: '/questions', component: list, meta: { kind: 'QUESTION' } },
  { path: '/problems', component: list, meta: { kind: 'PROBLEM' } },
  { path: '/ideas', component: list, meta: { kind: 'IDEA' } },
  { path: '/praise', component: list, meta: { kind: 'PRAISE' } },
  { path: '/updates', component: list, meta: { kind: 'UPDATE' } },
  { path: '/products', component: () => import('../../pages/lists/ProductsPage.vue') },
  { path: '/products/:slug', component: () => import('../../pages/lists/ProductPage.vue') },
  { path: '/tags', component: () => import('../../pages/lists/TagsPage.vue') },
  { path: '/tags/:slug', component: () => import('../../pages/lists/TagPage.vue') },
  { path: '/t/:key/:slug/edit', component: () => import('../../pages/topic/TopicEditPage.vue') },
  { path: '/t/:key/:slug/move', component: () => import('../../pages/topic/TopicMovePage.vue') },
  { path: '/t/:key/:slug/flag', component: () => import('../../pages/topic/TopicFlagPage.vue') },
  { path: '/t/:key/:slug/history', component: () => import('../../pages/topic/TopicHistoryPage.vue') },
  { path: '/t/:key/:slug?', component: () => import('../../pages/topic/TopicPage.vue') },
  { path: '/ask', component: () => import('../../pages/ask/AskPage.vue') },
  { path: '/faq', component: () => import('../../pages/faq/FaqPage.vue') },
  { path: '/faq/:product', component: () => import('../../pages/faq/FaqPage.vue') },
  { path: '/search', component: () => import('../../pages/search/SearchPage.vue') },
];
