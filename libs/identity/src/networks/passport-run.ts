import passportLibrary from 'passport';
import type { Response } from 'express';
import { LoginRefused, type LoginRequest } from './login-request.js';
import type { Provider, ProvenIdentity } from './provider.js';

/** Passport without its sessions: ours are rows of the database. */
const passport = new passportLibrary.Authenticator();

/**
 * Runs a provider's strategy for one request.
 * @returns what it proved; undefined when Passport answered the request by sending it on to the provider
 * @throws LoginRefused when somebody turned back or what the provider says does not hold; anything else is the provider's trouble
 */
export function runStrategy({ id, strategy }: Provider, request: LoginRequest, response: Response): Promise<ProvenIdentity | undefined> {
  passport.use(id, strategy);
  return new Promise((resolve, reject) => {
    response.once('finish', () => resolve(undefined));
    response.once('close', () => resolve(undefined));
    const done = (error: unknown, proven?: ProvenIdentity | false | null): void => {
      if (error !== null && error !== undefined) reject(error as Error);
      else if (proven) resolve(proven);
      // Strategies fail where the provider says that the person did not agree.
      else reject(new LoginRefused('cancelled'));
    };
    (passport.authenticate(id, { session: false }, done) as (...args: unknown[]) => void)(request, response, reject);
  });
}
