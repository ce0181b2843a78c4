import { HeaderMap } from '@apollo/server';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import { GqlArgumentsHost } from '@nestjs/graphql';
import { type Locale, type Message, Refusal, isAway, logger } from '@veche/platform';
import type { WithViewer } from '@veche/visibility';
import type { Request, Response } from 'express';
import { GraphQLError } from 'graphql';

const internal: Message = {
  en: 'Something on our side failed. It is written down; try again.',
  ru: 'У нас что-то сломалось. Мы это записали; попробуйте ещё раз.',
};

const away: Message = {
  en: 'The portal cannot reach its data just now. Try again in a moment.',
  ru: 'Портал сейчас не может добраться до своих данных. Повторите чуть позже.',
};

/** Seconds after which it is worth trying again when the database is away. */
const AGAIN = 5;
/** The status of a GraphQL answer is 200 unless an error asks for another. */
const unavailable = { status: 503, headers: new HeaderMap([['retry-after', String(AGAIN)]]) };

const STATUS: Record<string, number> = { NOT_FOUND: 404, UNAUTHENTICATED: 401, FORBIDDEN: 403, INVALID: 422, CONFLICT: 409, LIMITED: 429 };

/** How an error reaches the outside: the one shape `{ code, message, field? }`, in GraphQL and in JSON routes. */
@Catch()
export class RefusalFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') {
      const { viewer } = GqlArgumentsHost.create(host).getContext<WithViewer>();
      return asGraphQLError(error, viewer.locale);
    }
    const http = host.switchToHttp();
    answerJson(error, http.getRequest<Request & Partial<WithViewer>>(), http.getResponse<Response>());
    return undefined;
  }
}

/** The GraphQL error of whatever was thrown; what is not a Refusal is logged and says nothing of itself. */
export function asGraphQLError(error: unknown, locale: Locale): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof Refusal) {
    const { code, field, retryAfter } = error;
    return new GraphQLError(error.text[locale], { extensions: { code, ...(field && { field }), ...(retryAfter && { retryAfter }) } });
  }
  if (isAway(error)) return new GraphQLError(away[locale], { extensions: { code: 'INTERNAL', retryAfter: AGAIN, http: unavailable } });
  logger.error({ error: describe(error) }, 'a request failed');
  return new GraphQLError(internal[locale], { extensions: { code: 'INTERNAL' } });
}

function answerJson(error: unknown, request: Request & Partial<WithViewer>, response: Response): void {
  const locale = request.viewer?.locale ?? 'en';
  if (response.headersSent) {
    if (!response.writableEnded) response.destroy();
    return;
  }
  response.set('cache-control', 'no-store');
  if (error instanceof Refusal) {
    const { code, field, retryAfter } = error;
    if (retryAfter !== undefined) response.set('retry-after', String(retryAfter));
    response.status(STATUS[code] ?? 400).json({ code, message: error.text[locale], ...(field && { field }) });
    return;
  }
  if (error instanceof HttpException) {
    const status = error.getStatus();
    const code = status === 404 ? 'NOT_FOUND' : 'INVALID';
    response.status(status).json({ code, message: status < 500 ? error.message : internal[locale] });
    return;
  }
  if (isAway(error)) {
    response.status(503).set('retry-after', String(AGAIN)).json({ code: 'INTERNAL', message: away[locale] });
    return;
  }
  logger.error({ error: describe(error) }, 'a route failed');
  response.status(500).json({ code: 'INTERNAL', message: internal[locale] });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
