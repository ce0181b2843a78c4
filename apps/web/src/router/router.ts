import { createRouter, type RouterHistory } from 'vue-router';
import { accountRoutes } from './routes/account.routes.ts';
import { adminRoutes } from './routes/admin.routes.ts';
import { communityRoutes } from './routes/community.routes.ts';
import { crmRoutes } from './routes/crm.routes.ts';
import { groupRoutes } from './routes/group.routes.ts';
import { notificationRoutes } from './routes/notification.routes.ts';
import { peopleRoutes } from './routes/people.routes.ts';

/** All pages, loaded when first visited. What no page answers is the refusal page, named `nowhere`. */
export function makeRouter(history: RouterHistory) {
  return createRouter({
    history,
    routes: [
      ...communityRoutes,
      ...accountRoutes,
      ...peopleRoutes,
      ...groupRoutes,
      ...notificationRoutes,
      ...crmRoutes,
      ...adminRoutes,
      { path: '/:path(.*)*', name: 'nowhere', component: () => import('../pages/refusal/RefusalPage.vue') },
    ],
    scrollBehavior: (to, from, saved) => saved ?? (to.hash ? { el: to.hash } : to.path === from.path ? undefined : { top: 0 }),
  });
}
