import type { Request } from 'express';
import passport from 'passport';
import type { LoginRequest } from '../login-request.js';
import type { ProvenIdentity } from '../provider.js';

/** A strategy that is two promises: where to send somebody, and who came back. Whatever either throws goes to passport. */
export abstract class TwoWayStrategy extends passport.Strategy {
  override authenticate(request: Request): void {
    const asked = request as LoginRequest;
    const way =
      asked.way.start !== undefined
        ? this.begin(asked).then((url) => this.redirect(url))
        : this.end(asked).then((proven) => this.success(proven));
    way.catch((error: unknown) => this.error(error));
  }

  /** The provider's address to go to. */
  protected abstract begin(request: LoginRequest): Promise<string>;

  /** Who is back, proved. @throws LoginRefused */
  protected abstract end(request: LoginRequest): Promise<ProvenIdentity>;
}
