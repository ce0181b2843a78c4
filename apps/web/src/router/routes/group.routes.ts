import type { RouteRecordRaw } from 'vue-router';

/** Groups, their people, and the door that an invitation opens. */
export const groupRoutes: RouteRecordRaw[] = [
  { path: '/groups', component: () => import('../../pages/groups/GroupsPage.vue') },
  { path: '/groups/new', component: () => import('../../pages/groups/NewGroupPage.vue') },
  { path: '/g/:slug', component: () => import('../../pages/groups/GroupPage.vue') },
  { path: '/g/:slug/faq', component: () => import('../../pages/groups/GroupFaqPage.vue') },
  { path: '/g/:slug/members', component: () => import('../../pages/groups/GroupMembersPage.vue') },
  { path: '/g/:slug/requests', component: () => import('../../pages/groups/GroupRequestsPage.vue') },
  { path: '/g/:slug/settings', component: () => import('../../pages/groups/GroupSettingsPage.vue') },
  { path: '/invitation/:token', component: () => import('../../pages/groups/InvitationPage.vue') },
];
