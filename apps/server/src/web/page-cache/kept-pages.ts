import type { Request, RequestHandler } from 'express';
import type { INestApplicationContext } from '@nestjs/common';
import { SessionCookie, VisitService, VisitorHash, visitorOf } from '@veche/identity';
import { MINUTE, logger } from '@veche/platform';
import { LRUCache } from 'lru-cache';
import { requestIdOf } from '../../http/portal-request.js';
import { headersSetBy } from '../../http/security-headers.js';
import { sendKept } from './kept-answer.js';
import { PageCache } from './page-cache.js';
import { type PageWish, wishOf } from './page-wish.js';

/**
 * Express middleware that comes before all others but the guards against overload: answers with a kept page what can be answered so,
 * and lets everything else pass.
 * @param security sets what every answer carries
 */
export function keptPages(app: Pick<INestApplicationContext, 'get'>, security: RequestHandler): RequestHandler {
  const [cache, cookie, visits, visitors] = [app.get(PageCache), app.get(SessionCookie), app.get(VisitService), app.get(VisitorHash)];
  const headers = headersSetBy(security);
  const noted = new LRUCache<string, true>({ max: 5_000, ttl: 10 * MINUTE, ttlResolution: 1_000 });
  const note = async ({ locale }: PageWish, request: Request): Promise<void> => {
    const address = request.ip ?? '';
    const agent = request.headers['user-agent'] ?? '';
    // Visits are counted once a day: who was here a moment ago is not even worth a hash. Remembered for minutes, in memory only.
    const recent = `${address} ${agent}`;
    if (noted.has(recent)) return;
    noted.set(recent, true);
    const visitorHash = await visitors.of(address, agent);
    const [landingPath = '/', query] = request.originalUrl.split('?');
    await visits.record(visitorOf({ locale, address, visitorHash }), address, {
      referrer: request.headers.referer,
      landingPath,
      query: new URLSearchParams(query),
    });
  };
  return (request, response, next) => {
    const wish = cache.isOn ? wishOf(request, cookie.name) : undefined;
    if (wish === undefined) {
      next();
      return;
    }
    cache
      .kept(wish)
      .then(async (page) => {
        if (page === undefined) return next();
        await sendKept(page, request, response, { ...headers, 'x-request-id': requestIdOf(request) });
        await note(wish, request);
      })
      .catch((error: unknown) => {
        logger.warn({ error: String(error) }, 'a kept page was not sent');
        if (!response.headersSent) next();
      });
  };
}
