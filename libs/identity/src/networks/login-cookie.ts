import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, newToken, SECOND } from '@veche/platform';
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import { isSessionToken } from '../sessions/session.service.js';
import { isSecureOrigin } from '../sessions/session-cookie.js';
import { LOGIN_ATTEMPT } from './login-attempt.service.js';

/** The browser's own secret while somebody is at a provider: who comes back by another browser comes back in vain. */
@Injectable()
export class LoginCookie {
  readonly name: string;
  private readonly attributes: Omit<SetCookie, 'name' | 'value'>;

  constructor(@Inject(CONFIG) config: Pick<Config, 'PUBLIC_URL' | 'HOST'>) {
    const secure = isSecureOrigin(config);
    this.name = secure ? '__Host-veche-login' : 'veche-login';
    this.attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure };
  }

  read(header: string | undefined): string | undefined {
    const value = header === undefined ? undefined : parseCookie(header)[this.name];
    return isSessionToken(value) ? value : undefined;
  }

  /** The same secret for a while longer, or a new one: two tabs may be at two providers. */
  renew(header: string | undefined): { secret: string; setCookie: string } {
    const secret = this.read(header) ?? newToken().token;
    return {
      secret,
      setCookie: stringifySetCookie({ ...this.attributes, name: this.name, value: secret, maxAge: LOGIN_ATTEMPT / SECOND }),
    };
  }

  clear(): string {
    return stringifySetCookie({ ...this.attributes, name: this.name, value: '', maxAge: 0 });
  }
}
