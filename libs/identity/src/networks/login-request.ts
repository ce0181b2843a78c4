import type { Request } from 'express';
import type { LoginAttempt, LoginAttemptService, LoginStart } from './login-attempt.service.js';

/** What a strategy needs to know of the way to a provider and back. */
export interface LoginRequest extends Request {
  way: {
    attempts: LoginAttemptService;
    /** The path of the provider that this request is about. */
    provider: string;
    browser: string | undefined;
    /** On the way there. */
    start?: LoginStart;
    /** On the way back, once the state was found to be good. */
    attempt?: LoginAttempt;
  };
}

/** Why somebody who came back is not let in; shown to them as such. */
export class LoginRefused extends Error {
  constructor(readonly trouble: LoginTrouble) {
    super(trouble);
  }
}

/** `state`: not begun here, used or too old. `provider`: its answer is none, or late. `proof`: what it says does not hold. */
export type LoginTrouble = 'cancelled' | 'state' | 'provider' | 'proof' | 'taken' | 'other' | 'admin' | 'limited' | 'fresh' | 'stopped';

type Stored = (error: Error | null, state?: string) => void;
type Loaded = (error: Error | null, ok?: string | boolean, state?: unknown) => void;

/**
 * Passport's state store on our table instead of a session. passport-oauth2 looks at how many parameters these take: five and four mean
 * that the verifier of PKCE is ours to keep.
 */
export const attemptStore = {
  store(request: LoginRequest, verifier: string | undefined, _state: unknown, _meta: unknown, done: Stored): void {
    const { attempts, start } = request.way;
    attempts.start(start!, verifier === undefined ? {} : { verifier }).then((state) => done(null, state), done);
  },

  verify(request: LoginRequest, state: unknown, _meta: unknown, done: Loaded): void {
    finishAttempt(request, state).then((attempt) => done(null, attempt.verifier ?? true), done);
  },
};

/** Ends the attempt that this request comes back from. @throws LoginRefused */
export async function finishAttempt(request: LoginRequest, state: unknown): Promise<LoginAttempt> {
  const { attempts, provider, browser } = request.way;
  const attempt = await attempts.finish(state, provider, browser);
  if (attempt === undefined) throw new LoginRefused('state');
  request.way.attempt = attempt;
  return attempt;
}
