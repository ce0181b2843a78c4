import type { RouteRecordRaw } from 'vue-router';

/** The inbox. */
export const notificationRoutes: RouteRecordRaw[] = [];
