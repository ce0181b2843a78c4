import { logger, negotiateLocale } from '@veche/platform';
import type { NextFunction, Request, Response } from 'express';
import { isForMachines } from '../http/machine-paths.js';
import { type WithContext, wishedLocale } from '../http/portal-request.js';
import { type Trouble, troublePage } from './trouble-page.js';

/**
 * Express error handler of pages: whatever failed on the way to one, a person gets a page that says what to do. Machines get theirs
 * from Nest's filter.
 */
export function pageErrors(error: unknown, request: Request & Partial<WithContext>, response: Response, next: NextFunction): void {
  if (isForMachines(request.path)) {
    next(error);
    return;
  }
  const status = statusOf(error);
  if (status === 503) logger.error({ error: error instanceof Error ? error.stack : String(error), path: request.path }, 'a page failed');
  if (response.headersSent) {
    // Told already by whoever turned it away, or broken off in the middle.
    if (!response.writableEnded) response.destroy();
    return;
  }
  const locale = request.viewer?.locale ?? wishedLocale(request) ?? negotiateLocale(request.headers['accept-language']);
  if (status === 503) response.set('retry-after', '5');
  response.status(status).set('cache-control', 'no-store').type('html').send(troublePage(TROUBLES[status], locale));
}

const TROUBLES = { 400: 'unreadable', 413: 'tooLarge', 503: 'unavailable' } as const satisfies Record<number, Trouble>;

/** Express and its parsers say by `status` what is wrong with a request; everything else is ours. */
function statusOf(error: unknown): keyof typeof TROUBLES {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return 413;
  return typeof status === 'number' && status >= 400 && status < 500 ? 400 : 503;
}
