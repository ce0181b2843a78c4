import type { RouteRecordRaw } from 'vue-router';

/** Sign-in, sign-up, set-up and settings. */
export const accountRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('../../pages/account/SignInPage.vue') },
  { path: '/sign-up', component: () => import('../../pages/account/SignUpPage.vue') },
  { path: '/sign-in/code', component: () => import('../../pages/account/CodePage.vue') },
  { path: '/forgot-password', component: () => import('../../pages/account/ForgotPage.vue') },
  { path: '/reset-password', component: () => import('../../pages/account/ResetPage.vue') },
  { path: '/confirm-email', component: () => import('../../pages/account/ConfirmEmailPage.vue') },
  { path: '/undo-link', component: () => import('../../pages/account/UndoLinkPage.vue') },
  { path: '/setup', component: () => import('../../pages/account/SetupPage.vue') },
  { path: '/settings', alias: '/settings/profile', component: () => import('../../pages/account/ProfileSettings.vue') },
  { path: '/settings/security', component: () => import('../../pages/account/SecuritySettings.vue') },
  { path: '/settings/data', component: () => import('../../pages/account/DataSettings.vue') },
  { path: '/settings/moderation', component: () => import('../../pages/account/ModerationSettings.vue') },
  { path: '/settings/points', component: () => import('../../pages/reputation/MyPointsPage.vue') },
  { path: '/settings/preferences', component: () => import('../../pages/account/PreferenceSettings.vue') },
];
