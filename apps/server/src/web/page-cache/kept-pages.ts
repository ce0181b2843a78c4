import type { Request, RequestHandler, Response } from 'express';
import type { INestApplicationContext } from '@nestjs/common';
import { SessionCookie, VisitService, VisitorHash, visitorOf } from '@veche/identity';
import { MINUTE, logger } from '@veche/platform';
import { LRUCache } from 'lru-cache';
import { requestIdOf } from '../../http/portal-request.js';
import { headersSetBy } from '../../http/security-headers.js';
import { sendKept } from './kept-answer.js';
import type { KeptPage } from './kept-page.js';
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
    const { 'user-agent': agent = '', 'x-forwarded-for': forwarded = '', referer: referrer } = request.headers;
    // Visits are counted once a day: who was here a moment ago is not even worth a hash. Remembered for minutes, in memory only.
    const recent = `${request.socket.remoteAddress} ${String(forwarded)} ${agent}`;
    if (noted.has(recent)) return;
    noted.set(recent, true);
    const address = request.ip ?? '';
    const visitorHash = await visitors.of(address, agent);
    const [landingPath = '/', query] = request.originalUrl.split('?');
    await visits.record(visitorOf({ locale, address, visitorHash }), address, { referrer, landingPath, query: new URLSearchParams(query) });
  };
  const serve = async (page: KeptPage, wish: PageWish, request: Request, response: Response): Promise<void> => {
    const sent = sendKept(page, request, response, { ...headers, 'x-request-id': requestIdOf(request) });
    if (sent !== undefined) await sent;
    await note(wish, request);
  };
  return (request, response, next) => {
    const wish = cache.isOn ? wishOf(request, cookie.name) : undefined;
    const kept = wish === undefined ? undefined : cache.kept(wish);
    if (wish === undefined || kept === undefined) {
      next();
      return;
    }
    kept
      .then((page) => (page === undefined ? next() : serve(page, wish, request, response)))
      .catch((error: unknown) => {
        logger.warn({ error: String(error) }, 'a kept page was not sent');
        if (!response.headersSent) next();
      });
  };
}
