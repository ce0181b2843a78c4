import type { NextFunction, Request, Response } from 'express';
import pLimit from 'p-limit';
import type { WithContext } from '../http/portal-request.js';
import { isUnavailable } from './formatted-error.js';
import type { CompiledOperation } from './compiled-operation.js';
import type { Answer, Operations } from './operations.js';

export const JSON_TYPE = 'application/json';
export const ANSWER_TYPE = 'application/graphql-response+json';

/** So many queries are answered at once, for the same reason as pages (`web/pages.ts`). Mutations may have to wait for each other. */
const AT_ONCE = 8;

/** A body of a GraphQL request that is what it should be. */
interface Asked {
  /** A text, or the hash of one of ours. */
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

/**
 * Express middleware at /graphql: answers POSTs of the web's own documents, sent as `extensions.persistedQuery.sha256Hash` or as
 * their exact text, and of queries that others repeat, without Apollo's pipeline. Everything else goes on to Apollo: foreign texts to
 * its limits, an unknown hash to its "PersistedQueryNotSupported", upon which a page of an older build sends its text.
 */
export function ownOperations(operations: Operations) {
  const inTurn = pLimit(AT_ONCE);
  return (request: Request & WithContext, response: Response, next: NextFunction): void => {
    const asked = request.method === 'POST' && request.is(JSON_TYPE) ? askedBy(request.body) : undefined;
    const operation = asked && compiled(operations, asked);
    const type = operation === undefined ? false : request.accepts([JSON_TYPE, ANSWER_TYPE]);
    if (asked === undefined || operation === undefined || type === false) return next();
    const run = () => operations.run(operation, asked.variables, request.portal).then((answer) => send(answer, type, response));
    (operation.isQuery ? inTurn(run) : run()).catch(next);
  };
}

function send(answer: Answer, type: string, response: Response): void {
  // Turned away while it was made.
  if (response.headersSent) return;
  const away = isUnavailable(answer.errors);
  const body = Buffer.from(JSON.stringify(answer));
  response.status(away ? 503 : answer.data === undefined ? 400 : 200).set('cache-control', 'no-store');
  if (away) response.set('retry-after', '5');
  // Not by `send`: it would hash the body for an ETag, and nobody keeps this answer.
  response.set('content-type', `${type}; charset=utf-8`).set('content-length', String(body.length)).end(body);
}

function compiled(operations: Operations, { query, operationName, variables }: Asked): CompiledOperation | undefined {
  return operations.own(query) ?? operations.familiar.find(query, operationName, variables);
}

/** Undefined of anything unusual: Apollo has the words for it. */
function askedBy(body: unknown): Asked | undefined {
  if (!isObject(body)) return undefined;
  const { query, variables, operationName, extensions } = body;
  if (!isObject(variables ?? {}) || !isObject(extensions ?? {}) || typeof (operationName ?? '') !== 'string') return undefined;
  const text = query ?? hashIn(extensions as { persistedQuery?: { sha256Hash?: unknown } } | null | undefined);
  if (typeof text !== 'string') return undefined;
  return {
    query: text,
    variables: (variables ?? {}) as Record<string, unknown>,
    operationName: (operationName ?? undefined) as string | undefined,
  };
}

function hashIn(extensions: { persistedQuery?: { sha256Hash?: unknown } } | null | undefined): string | undefined {
  const hash = extensions?.persistedQuery?.sha256Hash;
  return typeof hash === 'string' ? `sha256:${hash}` : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
