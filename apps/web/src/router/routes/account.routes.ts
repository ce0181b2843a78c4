import type { RouteRecordRaw } from 'vue-router';

/** Sign-in, sign-up, set-up and settings. */
export const accountRoutes: RouteRecordRaw[] = [];
