import type { NextFunction, Request, Response } from 'express';
import type { WithContext } from '../http/portal-request.js';
import { isUnavailable } from './formatted-error.js';
import type { Operations } from './operations.js';

const JSON_TYPE = 'application/json';
const ANSWER_TYPE = 'application/graphql-response+json';

/** A body of a GraphQL request, as far as one can trust it. */
interface Asked {
  query?: unknown;
  variables?: unknown;
  extensions?: { persistedQuery?: { sha256Hash?: unknown } } | null;
}

/**
 * Express middleware at /graphql: answers POSTs of the web's own documents, sent as `extensions.persistedQuery.sha256Hash` or as
 * their exact text, without Apollo's pipeline. Everything else goes on to Apollo: foreign texts to its limits, an unknown hash to
 * its "PersistedQueryNotSupported", upon which a page of an older build sends its text.
 */
export function ownOperations(operations: Operations) {
  return (request: Request & WithContext, response: Response, next: NextFunction): void => {
    const asked = request.method === 'POST' && request.is(JSON_TYPE) ? (request.body as Asked | null) : null;
    const query = asked === null ? undefined : queryOf(asked);
    const variables = asked?.variables ?? {};
    const own = query === undefined || !isObject(variables) ? undefined : operations.own(query);
    const type = own === undefined ? false : request.accepts([JSON_TYPE, ANSWER_TYPE]);
    if (own === undefined || type === false) return next();
    operations
      .run(own, variables as Record<string, unknown>, request.portal)
      .then((answer) => {
        const away = isUnavailable(answer.errors);
        response.status(away ? 503 : answer.data === undefined ? 400 : 200).set('cache-control', 'no-store');
        if (away) response.set('retry-after', '5');
        response.type(`${type}; charset=utf-8`).send(JSON.stringify(answer));
      })
      .catch(next);
  };
}

function queryOf({ query, extensions }: Asked): string | undefined {
  if (query !== undefined && query !== null) return typeof query === 'string' ? query : undefined;
  const hash = extensions?.persistedQuery?.sha256Hash;
  return typeof hash === 'string' ? `sha256:${hash}` : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
