import type { RouteRecordRaw } from 'vue-router';

/** Administration. */
export const adminRoutes: RouteRecordRaw[] = [];
