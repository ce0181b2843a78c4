import type { RouteRecordRaw } from 'vue-router';

/** The inbox. */
export const notificationRoutes: RouteRecordRaw[] = [
  { path: '/notifications', component: () => import('../../pages/notifications/InboxPage.vue') },
];
