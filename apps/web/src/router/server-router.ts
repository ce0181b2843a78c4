import { shallowRef, type App } from 'vue';
import {
  createMemoryHistory,
  loadRouteLocation,
  routeLocationKey,
  routerKey,
  routerViewLocationKey,
  type Router,
  type RouteLocationNormalizedLoaded,
} from 'vue-router';
import { makeRouter } from './router.ts';

/** The table of routes, put together once: a router per request would compile every path again. It never navigates. */
const table = makeRouter(createMemoryHistory());

/** Where a request leads, its page loaded. */
export async function routeAt(url: string): Promise<RouteLocationNormalizedLoaded> {
  const asked = table.resolve(url);
  const redirect = asked.matched.at(-1)?.redirect;
  const { query, hash } = asked;
  return loadRouteLocation(typeof redirect === 'string' ? table.resolve({ path: redirect, query, hash }) : asked);
}

/** Gives an app the router of one request, which stays where it is. */
export function stayAt(app: App, route: RouteLocationNormalizedLoaded): void {
  const currentRoute = shallowRef(route);
  const resolve: Router['resolve'] = (to: Parameters<Router['resolve']>[0]) => table.resolve(to as string, route);
  const router = Object.create(table, { currentRoute: { value: currentRoute }, resolve: { value: resolve } }) as Router;
  // Templates know it by this name too.
  app.config.globalProperties.$route = route;
  app.provide(routerKey, router).provide(routeLocationKey, route).provide(routerViewLocationKey, currentRoute);
}
