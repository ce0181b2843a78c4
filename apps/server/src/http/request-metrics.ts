import { type Metrics, inRequestSpan, logger } from '@veche/platform';
import type { RequestHandler } from 'express';
import { isForMachines } from './machine-paths.js';

/** Seconds; from a page out of the cache to one that waited for the database. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * Times every request, opens its span and writes its log line (at level `info`): method, path without its query, status, duration.
 * First in the chain, so that what is answered early is counted, too.
 */
export function requestMetrics(metrics: Metrics): RequestHandler {
  const seconds = metrics.histogram('veche_http_seconds', 'Time until a request was answered', ['kind', 'method', 'status'], BUCKETS);
  return (request, response, next) => {
    const began = performance.now();
    const { method, path } = request;
    const kind = kindOf(path);
    const end = inRequestSpan(`${method} ${kind}`, request.headers, () => ({ 'http.request.method': method, 'url.path': path }), next);
    response.once('close', () => {
      const took = (performance.now() - began) / 1000;
      // Who went away before the answer was complete is counted apart from those who got it.
      const status = response.writableFinished ? `${Math.floor(response.statusCode / 100)}xx` : 'gone';
      seconds.observe({ kind, method: METHODS.has(method) ? method : 'other', status }, took);
      end(response.statusCode);
      if (kind !== 'asset') {
        logger.info(
          { requestId: response.get('x-request-id'), method, path, status: response.statusCode, ms: Math.round(took * 1000) },
          'request',
        );
      }
    });
  };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS']);

/** Few and fixed, however many addresses there are: each value of a label is a series of its own in Prometheus. */
function kindOf(path: string): string {
  if (!isForMachines(path)) return 'page';
  const first = path.slice(1).split('/', 1)[0]!;
  return first === 'assets' || first === 'theme' ? 'asset' : first;
}
