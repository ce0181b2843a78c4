import type { RouteRecordRaw } from 'vue-router';

const list = () => import('../../pages/lists/TopicListPage.vue');

/** Home, the lists, topics, asking, the FAQ and search. `meta.kind` is the kind that a list shows. */
export const communityRoutes: RouteRecordRaw[] = [
  { path: '/', component: () => import('../../pages/home/HomePage.vue') },
  { path: '/questions', component: list, meta: { kind: 'QUESTION' } },
  { path: '/problems', component: list, meta: { kind: 'PROBLEM' } },
  { path: '/ideas', component: list, meta: { kind: 'IDEA' } },
  { path: '/praise', component: list, meta: { kind: 'PRAISE' } },
  { path: '/t/:key/:slug?', component: () => import('../../pages/topic/TopicPage.vue') },
  { path: '/updates', component: list, meta: { kind: 'UPDATE' } },
];
