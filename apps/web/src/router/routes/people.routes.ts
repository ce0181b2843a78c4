import type { RouteRecordRaw } from 'vue-router';

/** Profiles, and who helped most. */
export const peopleRoutes: RouteRecordRaw[] = [
  { path: '/people/:handle', component: () => import('../../pages/people/PersonPage.vue') },
  { path: '/leaderboard', component: () => import('../../pages/reputation/LeaderboardPage.vue') },
];
