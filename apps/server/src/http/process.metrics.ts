import type { DatabaseWatch, Metrics } from '@veche/platform';
import type { PageCache } from '../web/page-cache/page-cache.js';
import type { LoadLimit } from './load-limit.js';

/** What a process tells of how it copes: its limit, its database, its kept pages. */
export function measureProcess(metrics: Metrics, watch: DatabaseWatch, limit: LoadLimit, pages: PageCache | undefined): void {
  metrics.gauge('veche_requests_allowed', 'Requests that may be under way at this moment; lowered while the process is slow', [], () => [
    { value: limit.current },
  ]);
  metrics.gauge('veche_database_away', '1 while PostgreSQL does not answer', [], () => [{ value: Number(watch.isAway) }]);
  metrics.gauge('veche_database_waiting', 'Requests that wait for a connection to the database', [], () => [{ value: watch.waiting }]);
  if (pages === undefined) return;
  const { counts } = pages;
  metrics.gauge('veche_page_cache_pages', 'Anonymous pages: kept, made anew, or none that is kept, since the start', ['outcome'], () => [
    { labels: { outcome: 'hit' }, value: counts.hits },
    { labels: { outcome: 'miss' }, value: counts.misses },
    { labels: { outcome: 'bypass' }, value: counts.bypasses },
  ]);
  metrics.gauge('veche_page_cache_bytes', 'Memory of the kept pages', [], () => [{ value: pages.bytes }]);
}
