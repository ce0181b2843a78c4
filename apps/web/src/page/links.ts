import { stringifyQuery, type LocationQueryRaw, type RouteLocationNormalizedLoaded, type Router } from 'vue-router';

/**
 * Pages and people's texts hold plain links; where scripts run, this one listener turns those that lead to our own
 * pages into navigation without a reload. `data-reload` asks for the real thing (language, theme, signing out).
 */
export function followLinks(router: Router): void {
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.target || link.hasAttribute('download') || 'reload' in link.dataset) return;
    const url = new URL(link.href);
    if (url.origin !== location.origin) return;
    // Within the page the browser goes by itself, and takes the focus along.
    if (url.hash && url.pathname === location.pathname && url.search === location.search) return;
    const path = url.pathname + url.search + url.hash;
    if (router.resolve(path).name === 'nowhere') return;
    event.preventDefault();
    void router.push(path);
  });
}

/** The page itself with other values in its query; resolving it as a route costs twenty times as much. */
export function samePage({ path, query }: RouteLocationNormalizedLoaded, other: LocationQueryRaw): string {
  return `${path}?${stringifyQuery({ ...query, ...other })}`;
}

/** A path of this site, or `fallback`: an address from outside never decides where a person is sent. */
export function localPath(path: string | null | undefined, fallback: string): string {
  return path && /^\/(?![/\\])/.test(path) ? path : fallback;
}
