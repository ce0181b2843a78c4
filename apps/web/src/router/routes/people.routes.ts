import type { RouteRecordRaw } from 'vue-router';

/** Profiles. */
export const peopleRoutes: RouteRecordRaw[] = [];
