import type { NextFunction, Request, Response } from 'express';
import { themeCss } from './theme.js';

/** `/theme/2f6fde.css`: the accent as variables. The colour is the address, so it may be kept for ever. */
export function themeRoute(request: Request, response: Response, next: NextFunction): void {
  const hex = /^\/([0-9a-f]{6})\.css$/.exec(request.path)?.[1];
  if (hex === undefined || request.method !== 'GET') next();
  else
    response
      .set('cache-control', 'public, max-age=31536000, immutable')
      .type('css')
      .send(themeCss(`#${hex}`));
}
