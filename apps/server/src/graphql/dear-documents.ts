import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import express from 'express';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError, parse } from 'graphql';
import { requestIdOf } from '../http/portal-request.js';
import { excessOf } from './document-shape.js';
import { hasMoreTokens } from './document-tokens.js';
import { MAX_TOKENS } from './limits.js';
import type { Operations } from './operations.js';
import { ANSWER_TYPE, JSON_TYPE } from './own-operations.js';

/** The longest document of the portal's own has 2,000 characters, and few programs need ten times that. What a person writes travels in variables, not in here. */
const LONGEST = 24_000;

/**
 * Express middleware at /graphql, before anything of a request's context is made: what is dear by its looks alone is refused for
 * little more than the reading of it. Whoever sends two hundred of these a second takes a small part of the process from the others.
 */
export function dearDocuments(operations: Operations, largest: number): (RequestHandler | ErrorRequestHandler)[] {
  const refuseLarge: RequestHandler = (request, response, next) => {
    if (Number(request.headers['content-length'] ?? 0) > largest) refuse(request, response, 413, [fault(`At most ${largest} bytes`)]);
    else next();
  };
  // A body that does not tell its length, or is larger than it tells once it is unpacked, is found out while it is read.
  const refuseFound: ErrorRequestHandler = (error: { status?: number }, request: Request, response: Response, next: NextFunction) => {
    if (error.status === 413) refuse(request, response, 413, [fault(`At most ${largest} bytes`)]);
    else next(error);
  };
  const refuseDear = (request: Request, response: Response, next: NextFunction): void => {
    const text = textIn(request);
    const errors = text === undefined || operations.knows(text) ? undefined : faultsOf(text);
    if (errors === undefined) next();
    else refuse(request, response, 400, errors);
  };
  return [refuseLarge, express.json({ limit: largest }), refuseFound, refuseDear];
}

function textIn({ body, query }: Request): string | undefined {
  const text = (body as { query?: unknown } | undefined)?.query ?? query['query'];
  return typeof text === 'string' ? text : undefined;
}

function faultsOf(text: string): GraphQLFormattedError[] | undefined {
  if (text.length > LONGEST) return [fault(`A document has at most ${LONGEST} characters`)];
  if (hasMoreTokens(text, MAX_TOKENS)) return [fault(`A document has at most ${MAX_TOKENS} tokens`)];
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MAX_TOKENS, noLocation: true });
  } catch (error) {
    return error instanceof GraphQLError ? [fault(error.message, error.locations)] : undefined;
  }
  const excess = excessOf(document);
  return excess === undefined ? undefined : [fault(excess)];
}

function fault(message: string, locations?: GraphQLFormattedError['locations']): GraphQLFormattedError {
  return { message, ...(locations && { locations }), extensions: { code: 'INVALID' } };
}

function refuse(request: Request, response: Response, status: number, errors: GraphQLFormattedError[]): void {
  const body = Buffer.from(JSON.stringify({ errors }));
  const type = request.headers.accept?.includes(ANSWER_TYPE) === true ? ANSWER_TYPE : JSON_TYPE;
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-request-id': requestIdOf(request),
  });
  response.end(body);
}
