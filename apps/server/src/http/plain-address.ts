import type { NextFunction, Request, Response } from 'express';

/**
 * Addresses that begin with two slashes are another host to whoever resolves them ("//evil.example", "/\\evil.example") and no
 * address at all to `new URL` ("//"): they are sent on to what they say here.
 */
export function plainAddress(request: Request, response: Response, next: NextFunction): void {
  const { originalUrl } = request;
  if (/^\/(?![/\\])/.test(originalUrl) || URL.canParse(originalUrl)) next();
  else response.redirect(308, `/${originalUrl.replace(/^[/\\]+/, '')}`);
}
