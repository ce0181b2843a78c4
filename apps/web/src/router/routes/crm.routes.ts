import type { RouteRecordRaw } from 'vue-router';

/** Review of the CRM connections. */
export const crmRoutes: RouteRecordRaw[] = [];
