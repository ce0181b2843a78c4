import type { NextFunction, Request, Response } from 'express';

/** `/theme/2f6fde.css`: the accent as variables. The colour is the address, so it may be kept for ever. */
export function themeRoute(request: Request, response: Response, next: NextFunction): void {
  const hex = /^\/([0-9a-f]{6})\.css$/.exec(request.path)?.[1];
  if (hex === undefined || request.method !== 'GET') {
    next();
    return;
  }
  // Colours are reckoned once in a year by each browser: loaded when one asks.
  import('./theme.js').then(({ themeCss }) => {
    response
      .set('cache-control', 'public, max-age=31536000, immutable')
      .type('css')
      .send(themeCss(`#${hex}`));
  }, next);
}
