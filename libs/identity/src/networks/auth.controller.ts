import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { logger, notFound, PublicOrigin, Refusal } from '@veche/platform';
import { Allow } from '@veche/visibility';
import type { Request, Response } from 'express';
import { IdentityService } from '../identities/identity.service.js';
import { LinkingService } from '../identities/linking.service.js';
import { Entry } from '../sessions/entry.js';
import type { PortalContext } from '../sessions/portal-context.js';
import { LoginAttemptService, type LoginPurpose } from './login-attempt.service.js';
import { LoginCookie } from './login-cookie.js';
import { finishAttempt, LoginRefused, type LoginRequest, type LoginTrouble } from './login-request.js';
import { runStrategy } from './passport-run.js';
import type { Provider, ProvenIdentity } from './provider.js';
import { Providers } from './providers.js';
import { returnPathFrom } from './return-path.js';

const SECURITY = '/settings/security';

/** The way to a provider and back. Every end is a page: who is sent here by a browser wants no JSON. */
@Controller('auth')
export class AuthController {
  constructor(
    private readonly providers: Providers,
    private readonly attempts: LoginAttemptService,
    private readonly identities: IdentityService,
    private readonly linking: LinkingService,
    private readonly cookie: LoginCookie,
    private readonly entry: Entry,
    private readonly origin: PublicOrigin,
  ) {}

  /** Sends on to the provider: to come in (`return`), to link it (`for=link`) or to prove once more who one is (`for=prove`). */
  @Get(':provider')
  @Allow('everyone')
  async start(
    @Param('provider') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const provider = this.known(id);
    const { viewer } = contextOf(request);
    const purpose: LoginPurpose = query['for'] === 'link' || query['for'] === 'prove' ? query['for'] : 'enter';
    const returnPath = purpose === 'enter' ? returnPathFrom(query['return']) : SECURITY;
    // Somebody else's page may send a visitor to sign in, never a member to become somebody else or to link what is not theirs.
    if (viewer.personId !== null && !isFromHere(request, this.origin.value))
      return goTo(response, purpose === 'enter' ? returnPath : SECURITY);
    if (viewer.personId === null && purpose !== 'enter') return goTo(response, `/sign-in?return=${encodeURIComponent(SECURITY)}`);
    if (purpose === 'link' && !(await this.linking.isProved(viewer))) return goTo(response, `${SECURITY}?trouble=fresh`);
    const { secret, setCookie } = this.cookie.renew(request.headers.cookie);
    response.append('set-cookie', setCookie).set('cache-control', 'no-store');
    const start = { provider: id, purpose, sessionId: viewer.sessionId, returnPath, browser: secret };
    try {
      await runStrategy(provider, this.asLogin(request, { provider: id, browser: secret, start }), response);
    } catch (error) {
      this.tell(error, id, { purpose, returnPath }, response);
    }
  }

  /** Where the provider sends people back to. */
  @Get(':provider/callback')
  @Allow('everyone')
  async finish(@Param('provider') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const provider = this.known(id);
    response.set('cache-control', 'no-store');
    const login = this.asLogin(request, { provider: id, browser: this.cookie.read(request.headers.cookie) });
    try {
      refuseMixUp(provider, request.query['iss']);
      await turnedBack(login);
      const proven = await runStrategy(provider, login, response);
      if (proven === undefined) return;
      // A browser's secret is for one way to a provider and back.
      response.append('set-cookie', this.cookie.clear());
      await this.accept(provider, proven, login, response);
    } catch (error) {
      this.tell(error, id, login.way.attempt, response);
    }
  }

  private async accept(provider: Provider, proven: ProvenIdentity, request: LoginRequest, response: Response): Promise<void> {
    const context = contextOf(request);
    const attempt = request.way.attempt;
    if (attempt === undefined) throw new LoginRefused('state');
    if (attempt.purpose === 'enter') {
      const { person } = await this.entry.enter(context, (entrance) => this.identities.enter(context.viewer, provider, proven, entrance));
      const code = `/sign-in/code?return=${encodeURIComponent(attempt.returnPath)}`;
      return goTo(response, person === null ? code : attempt.returnPath);
    }
    // Another session than the one that set out: signed out, or somebody else's since.
    if (context.viewer.sessionId === null || context.viewer.sessionId !== attempt.sessionId) throw new LoginRefused('state');
    if (attempt.purpose === 'link') await this.linking.link(context.viewer, provider, proven);
    else await this.linking.prove(context.viewer, proven);
    goTo(response, `${SECURITY}?done=${attempt.purpose === 'link' ? 'linked' : 'proved'}`);
  }

  private known(id: string): Provider {
    const provider = this.providers.named(id);
    if (provider === undefined) throw notFound();
    return provider;
  }

  private asLogin(request: Request, way: Omit<LoginRequest['way'], 'attempts'>): LoginRequest {
    return Object.assign(request, { way: { attempts: this.attempts, ...way } });
  }

  /** What went wrong, as a word that the page has a sentence for. */
  private tell(error: unknown, provider: string, way: { purpose: LoginPurpose; returnPath: string } | undefined, response: Response): void {
    if (response.headersSent) return;
    const trouble = troubleOf(error);
    if (trouble === 'provider' || trouble === 'proof')
      logger.warn({ provider, error: String(error) }, 'a sign-in through a provider failed');
    const page = way === undefined || way.purpose === 'enter' ? '/sign-in' : SECURITY;
    const back = way?.purpose === 'enter' && way.returnPath !== '/' ? `&return=${encodeURIComponent(way.returnPath)}` : '';
    goTo(response, `${page}?trouble=${trouble}${back}`);
  }
}

function contextOf(request: Request): PortalContext {
  return (request as Request & { portal: PortalContext }).portal;
}

/** A provider whose answer says that it is another one's (RFC 9207 §2.4). */
function refuseMixUp({ answersFrom }: Provider, iss: unknown): void {
  if (answersFrom === undefined || iss === undefined) return;
  if (typeof iss !== 'string' || !URL.canParse(iss) || new URL(iss).origin !== new URL(answersFrom).origin) throw new LoginRefused('proof');
}

/** Somebody who did not agree comes back too, and goes on where they were. */
async function turnedBack(request: LoginRequest): Promise<void> {
  const { error, error_code: code, state } = request.query;
  if (error === undefined && code === undefined) return;
  await finishAttempt(request, state);
  throw new LoginRefused(error === 'access_denied' ? 'cancelled' : 'provider');
}

/** Whether a page of ours led here: what a browser says of it, else the referring page. */
function isFromHere(request: Request, origin: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { referer } = request.headers;
  return referer !== undefined && URL.canParse(referer) && new URL(referer).origin === new URL(origin).origin;
}

function troubleOf(error: unknown): LoginTrouble {
  if (error instanceof LoginRefused) return error.trouble;
  if (error instanceof Refusal) return error.code === 'LIMITED' ? 'limited' : error.code === 'FORBIDDEN' ? 'stopped' : 'other';
  const name = error instanceof Error ? error.name : '';
  // The libraries' words for an answer that came and does not hold, as against one that did not come.
  return /^(ClientError|OperationProcessingError|AuthorizationResponseError|TokenError|AuthorizationError)$/.test(name) && !isAway(error)
    ? 'proof'
    : 'provider';
}

function isAway(error: unknown): boolean {
  const { code = '', cause } = error as { code?: string; cause?: unknown };
  return (
    /TIMEOUT|RESPONSE_IS_NOT|REQUEST|CONFORM|PARSE/i.test(code) ||
    (cause !== undefined && cause !== null && typeof cause === 'object' && 'port' in cause)
  );
}

function goTo(response: Response, path: string): void {
  response.set('cache-control', 'no-store').redirect(303, path);
}
