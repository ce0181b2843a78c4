import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type PortalContext, type PortalViewer, SessionCookie, ViewerService, VisitorHash } from '@veche/identity';
import { type Locale, isLocale, negotiateLocale, withRequest } from '@veche/platform';
import { parseCookie } from 'cookie';
import type { NextFunction, Request, Response } from 'express';

/** What every dynamic request carries from here on. */
export interface WithContext {
  portal: PortalContext;
  viewer: PortalContext['viewer'];
}

export const LOCALE_COOKIE = 'veche-locale';
export const THEME_COOKIE = 'veche-theme';

/** Makes the one context of a request (decision 24): who asks, in which language, from where. */
@Injectable()
export class PortalRequests {
  constructor(
    private readonly viewers: ViewerService,
    private readonly cookie: SessionCookie,
    private readonly visitors: VisitorHash,
  ) {}

  /** Express middleware for everything but static files. */
  attach = (request: Request, response: Response, next: NextFunction): void => {
    const requestId = requestIdOf(request);
    response.set('x-request-id', requestId);
    withRequest({ requestId }, () => {
      this.contextFor(request, response).then((portal) => {
        Object.assign(request, { portal, viewer: portal.viewer } satisfies WithContext);
        next();
      }, next);
    });
  };

  /** Who asks: of a page, of GraphQL, of a socket. */
  async viewerOf(request: Request): Promise<PortalViewer> {
    const address = request.ip ?? '';
    const wish = wishedLocale(request);
    return this.viewers.ofSession(this.cookie.read(request.headers.cookie), {
      locale: wish ?? negotiateLocale(request.headers['accept-language']),
      // A language chosen in the address or by cookie wins over the account's.
      isLocaleChosen: wish !== undefined,
      address,
      visitorHash: await this.visitors.of(address, request.headers['user-agent'] ?? ''),
      channel: 'web',
    });
  }

  private async contextFor(request: Request, response: Response): Promise<PortalContext> {
    const address = request.ip ?? '';
    const sessionToken = this.cookie.read(request.headers.cookie);
    return {
      viewer: await this.viewerOf(request),
      request,
      response,
      address,
      ...(sessionToken !== undefined && { sessionToken }),
      setSession: (token) => response.append('set-cookie', token === null ? this.cookie.clear() : this.cookie.serialise(token)),
      loaders: new Map(),
    };
  }
}

/** The language a person chose: by `?lang=`, else by the cookie that remembers it. */
export function wishedLocale(request: Request): Locale | undefined {
  const { originalUrl } = request;
  const lang = originalUrl.includes('lang=') ? new URL(originalUrl, 'http://portal').searchParams.get('lang') : null;
  if (isLocale(lang)) return lang;
  if (request.headers.cookie?.includes(LOCALE_COOKIE) !== true) return undefined;
  const remembered = parseCookie(request.headers.cookie)[LOCALE_COOKIE];
  return isLocale(remembered) ? remembered : undefined;
}

/** A caller's id is kept when it is harmless to log. */
export function requestIdOf(request: Pick<Request, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}
