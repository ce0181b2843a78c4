import type { NextFunction, Request, Response } from 'express';

/** The longest document of the portal's own has 2,000 characters, and few programs need ten times that. What a person writes travels in variables, not in here. */
const LONGEST = 24_000;

/** Express middleware at /graphql: a document that no page could need is refused before anything looks into it. */
export function shortDocuments(request: Request, response: Response, next: NextFunction): void {
  const { query } = (request.body ?? {}) as { query?: unknown };
  if (typeof query !== 'string' || query.length <= LONGEST) {
    next();
    return;
  }
  const error = { message: `A document has at most ${LONGEST} characters`, extensions: { code: 'INVALID' } };
  response
    .status(400)
    .set('cache-control', 'no-store')
    .json({ errors: [error] });
}
