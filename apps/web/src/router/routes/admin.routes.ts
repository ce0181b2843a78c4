import type { RouteRecordRaw } from 'vue-router';

/** Administration. Connections are the CRM administrators' and live at /crm. */
export const adminRoutes: RouteRecordRaw[] = [
  { path: '/admin', component: () => import('../../pages/admin/AdminPage.vue') },
  { path: '/admin/site', component: () => import('../../pages/admin/SitePage.vue') },
  { path: '/admin/products', component: () => import('../../pages/admin/ProductsPage.vue') },
  { path: '/admin/products/:product', component: () => import('../../pages/admin/ProductPage.vue') },
  { path: '/admin/people', component: () => import('../../pages/admin/PeoplePage.vue') },
  { path: '/admin/matches', component: () => import('../../pages/admin/MatchesPage.vue') },
  { path: '/admin/mail', component: () => import('../../pages/admin/MailPage.vue') },
  { path: '/admin/audit', component: () => import('../../pages/admin/AuditPage.vue') },
  { path: '/moderation', component: () => import('../../pages/moderation/ModerationPage.vue') },
  { path: '/admin/tags', component: () => import('../../pages/admin/TagsPage.vue') },
  { path: '/admin/connections', redirect: '/crm' },
];
