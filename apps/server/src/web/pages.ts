import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { DRAFT_COOKIE, type DraftService, draftToken } from '@veche/community';
import type { SessionCookie, VisitService } from '@veche/identity';
import { Refusal, logger } from '@veche/platform';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { NextFunction, Request, Response } from 'express';
import pLimit from 'p-limit';
import { isUnavailable } from '../graphql/formatted-error.js';
import type { Answer, Operations } from '../graphql/operations.js';
import { asGraphQLError } from '../graphql/refusal.filter.js';
import { isForMachines } from '../http/machine-paths.js';
import { LOCALE_COOKIE, THEME_COOKIE, type WithContext, wishedLocale } from '../http/portal-request.js';
import { EveryonesContext } from './page-cache/everyones-context.js';
import { sendKept } from './page-cache/kept-answer.js';
import type { PageCache } from './page-cache/page-cache.js';
import { type PageWish, wishOf } from './page-cache/page-wish.js';
import type { Fields, PageExecution, PageRenderer, PageRequest, PageResponse } from './page-contract.js';

export interface PagesOptions {
  /** The web application's build. */
  dist: string;
  /** Known once the process listens. */
  origin: () => string;
  operations: Operations;
  drafts: DraftService;
  visits: VisitService;
  cache: PageCache;
  cookie: SessionCookie;
  /** In development the renderer is loaded anew for each request. */
  renderer?: (url: string) => Promise<PageRenderer>;
}

/**
 * So many pages are made at once, others wait for their turn: one that is begun is soon done, and what it was made of is still young
 * when it is thrown away. Fifty begun together lived through several collections each, and a page cost a quarter more.
 * Acts of forms do not wait: they may have to wait for each other.
 */
const AT_ONCE = 8;

/** Serves pages: runs the web application's renderer with GraphQL in process, and plain forms by the same mutations. */
export class Pages {
  private built: Promise<PageRenderer> | undefined;
  private readonly inTurn = pLimit(AT_ONCE);

  constructor(private readonly options: PagesOptions) {}

  /** Express middleware, after the request's context was attached and forms were parsed; `pageErrors` answers for what fails. */
  handle = (request: Request & WithContext, response: Response, next: NextFunction): void => {
    if (isForMachines(request.path) || !['GET', 'HEAD', 'POST'].includes(request.method)) next();
    else this.answer(request, response).then(() => this.noteVisit(request), next);
  };

  private async answer(request: Request & WithContext, response: Response): Promise<void> {
    const { portal } = request;
    const fields = request.method === 'POST' ? ((request.body ?? {}) as Fields) : undefined;
    if (fields === undefined && (await this.answerFromCache(request, response))) return;
    this.remember(request, response);
    const isDraft = fields !== undefined && portal.viewer.personId === null && fields['_form'] === 'ask';
    let refused = isDraft ? await this.keepDraft(request, response, fields) : undefined;
    const page = await this.render(
      {
        method: fields === undefined ? 'GET' : 'POST',
        url: request.originalUrl,
        ...(fields !== undefined && { fields }),
        locale: portal.viewer.locale,
        theme: themeOf(request),
      },
      async (query, variables, operationName) => {
        // The first document of a POST is its form's act: a draft that could not be kept is its answer, and nothing typed is lost.
        const told = refused;
        refused = undefined;
        return told ?? whole(await this.options.operations.execute(query, variables, portal, operationName));
      },
    );
    send(page, response, portal.viewer.personId === null);
  }

  /** As every visitor gets it, when it is a page that is kept. @returns whether it was answered */
  private async answerFromCache(request: Request, response: Response): Promise<boolean> {
    const { cache, cookie } = this.options;
    const wish = cache.isOn ? wishOf(request, cookie.name) : undefined;
    if (wish === undefined) {
      cache.counts.bypasses += 1;
      return false;
    }
    const rendered = await cache.page(wish, () => this.renderForEveryone(wish));
    if (rendered === undefined) return false;
    if ('page' in rendered) await sendKept(rendered.page, request, response);
    else send(rendered.answer, response, true);
    return true;
  }

  /** A page on which anything was refused or failed is for this moment only. */
  private async renderForEveryone({ address, locale, theme }: PageWish): Promise<{ answer: PageResponse; mayStay: boolean }> {
    const everyone = new EveryonesContext(locale);
    let isWhole = true;
    const answer = await this.render({ method: 'GET', url: address.url, locale, theme }, async (query, variables, operationName) => {
      const result = whole(await this.options.operations.execute(query, variables, everyone, operationName));
      if (result.errors !== undefined) isWhole = false;
      return result;
    });
    return { answer, mayStay: isWhole && answer.status === 200 };
  }

  private async render(
    asked: Pick<PageRequest, 'method' | 'url' | 'fields' | 'locale' | 'theme'>,
    execute: PageRequest['execute'],
  ): Promise<PageResponse> {
    const { handle, template, manifest } = await this.renderer(asked.url);
    const made = () => handle({ ...asked, origin: this.options.origin(), template, manifest, execute });
    return asked.method === 'GET' ? this.inTurn(made) : made();
  }

  /** @returns why it could not be kept, as an answer to its form */
  private async keepDraft(request: Request & WithContext, response: Response, fields: Fields): Promise<PageExecution | undefined> {
    try {
      const value = await this.options.drafts.keep(draftToken(request.headers.cookie), fields, request.portal.address);
      const secure = this.options.origin().startsWith('https:');
      response.append(
        'set-cookie',
        stringifySetCookie({ name: DRAFT_COOKIE, value, path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 604_800 }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { message, extensions } = asGraphQLError(error, request.portal.viewer.locale);
      return { data: null, errors: [{ message, extensions }] };
    }
  }

  /** Choices made by a link are remembered by a cookie. */
  private remember(request: Request, response: Response): void {
    const query = new URL(request.originalUrl, this.options.origin()).searchParams;
    const keep = (name: string, value: string) =>
      response.append(
        'set-cookie',
        stringifySetCookie({
          name,
          value,
          path: '/',
          sameSite: 'lax',
          maxAge: 31_536_000,
          secure: this.options.origin().startsWith('https:'),
        }),
      );
    if (query.has('lang') && wishedLocale(request) === query.get('lang')) keep(LOCALE_COOKIE, query.get('lang')!);
    const theme = query.get('theme');
    if (theme === 'light' || theme === 'dark' || theme === 'system') keep(THEME_COOKIE, theme);
  }

  /** Where a visitor came from; the page does not wait for it. */
  private noteVisit(request: Request & WithContext): void {
    if (request.method === 'POST' || request.portal.viewer.personId !== null) return;
    const { searchParams, pathname } = new URL(request.originalUrl, this.options.origin());
    this.options.visits
      .record(request.portal.viewer, request.portal.address, {
        referrer: request.headers.referer,
        landingPath: pathname,
        query: searchParams,
      })
      .catch((error: unknown) => logger.warn({ error: String(error) }, 'a visit was not recorded'));
  }

  private renderer(url: string): Promise<PageRenderer> {
    if (this.options.renderer !== undefined) return this.options.renderer(url);
    return (this.built ??= loadRenderer(this.options.dist));
  }
}

/** What was made for one request: nobody else may have it, and what a person sees or is refused is kept nowhere. */
function send(page: PageResponse, response: Response, isForVisitor: boolean): void {
  // Turned away while it was made.
  if (response.headersSent) return;
  const mayStay = isForVisitor && page.redirect === undefined && page.status === 200;
  response.set('cache-control', mayStay ? 'private, no-cache' : 'private, no-store').set('vary', 'cookie, accept-language');
  if (page.redirect !== undefined) {
    response.redirect(page.status, page.redirect);
    return;
  }
  // Not by `send`: its ETag is a hash of bytes that never come again.
  const body = Buffer.from(page.html ?? '');
  response.status(page.status).type('html').set('content-length', String(body.length)).end(body);
}

/** @throws when the database went away: no page can be made of the half that came */
function whole(result: Answer): PageExecution {
  if (isUnavailable(result.errors)) throw new Error('the database is away');
  return result as PageExecution;
}

async function loadRenderer(dist: string): Promise<PageRenderer> {
  const [template, manifest, entry] = await Promise.all([
    readFile(path.join(dist, 'client/index.html'), 'utf8'),
    readFile(path.join(dist, 'client/.vite/ssr-manifest.json'), 'utf8'),
    import(pathToFileURL(path.join(dist, 'server/entry-server.js')).href) as Promise<Pick<PageRenderer, 'handle'>>,
  ]);
  return { template, manifest: JSON.parse(manifest) as PageRenderer['manifest'], handle: entry.handle };
}

function themeOf(request: Request): 'light' | 'dark' | 'system' {
  const chosen =
    new URL(request.originalUrl, 'http://portal').searchParams.get('theme') ?? parseCookie(request.headers.cookie ?? '')[THEME_COOKIE];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}
