import type { RouteRecordRaw } from 'vue-router';

/** Profiles. */
export const peopleRoutes: RouteRecordRaw[] = [{ path: '/people/:handle', component: () => import('../../pages/people/PersonPage.vue') }];
