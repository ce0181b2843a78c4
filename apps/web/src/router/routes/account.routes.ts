import type { RouteRecordRaw } from 'vue-router';

/** Sign-in, sign-up, set-up and settings. */
export const accountRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('../../pages/account/SignInPage.vue') },
  { path: '/sign-up', component: () => import('../../pages/account/SignUpPage.vue') },
  { path: '/setup', component: () => import('../../pages/account/SetupPage.vue') },
  { path: '/settings', alias: '/settings/profile', component: () => import('../../pages/account/ProfileSettings.vue') },
  { path: '/settings/security', component: () => import('../../pages/account/SecuritySettings.vue') },
  { path: '/settings/preferences', component: () => import('../../pages/account/PreferenceSettings.vue') },
];
