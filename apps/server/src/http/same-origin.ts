import { DELETION_PATH } from '@veche/identity';
import { STOP_PATH } from '@veche/notifications';
import type { Message } from '@veche/platform';
import type { NextFunction, Request, Response } from 'express';

const refused: Message = {
  en: 'This request did not come from a page of this portal. Open the page again and repeat.',
  ru: 'Этот запрос пришёл не со страницы портала. Откройте страницу заново и повторите.',
};

const PROVED_OTHERWISE: ReadonlySet<string> = new Set([STOP_PATH, DELETION_PATH]);

/**
 * No cross-site request forgery without tokens (decision 21): a browser says where an unsafe request comes from. Who says
 * nothing is refused; a program sends `Origin` with the portal's own address. The exceptions are the link in mails that ends them
 * (mail programs post to it from nowhere, RFC 8058, and its sealed token is the proof) and Facebook's word that somebody wants to be
 * forgotten (its signature is the proof). Neither looks at a session.
 */
export function sameOriginOnly(request: Request, response: Response, next: NextFunction): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || PROVED_OTHERWISE.has(request.path) || isSameOrigin(request)) {
    next();
    return;
  }
  response.status(403).set('cache-control', 'no-store');
  if (request.path === '/graphql') response.json({ errors: [{ message: refused.en, extensions: { code: 'FORBIDDEN' } }] });
  else response.type('text/plain').send(`${refused.en}\n${refused.ru}\n`);
}

function isSameOrigin(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = request.headers;
  if (origin === undefined || host === undefined) return false;
  return URL.canParse(origin) && new URL(origin).host === host;
}
