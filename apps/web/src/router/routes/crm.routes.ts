import type { RouteRecordRaw } from 'vue-router';

/** Review of the CRM connections. One delivery opens beside its list and has an address of its own. */
export const crmRoutes: RouteRecordRaw[] = [
  { path: '/crm', component: () => import('../../pages/crm/CrmPage.vue') },
  { path: '/crm/new', component: () => import('../../pages/crm/NewConnectionPage.vue') },
  { path: '/crm/:connection', component: () => import('../../pages/crm/ConnectionPage.vue') },
  { path: '/crm/:connection/edit', component: () => import('../../pages/crm/EditConnectionPage.vue') },
  { path: '/crm/:connection/deliveries/:interaction?', component: () => import('../../pages/crm/DeliveriesPage.vue') },
];
