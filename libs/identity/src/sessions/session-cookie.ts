import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, SECOND } from '@veche/platform';
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import { SESSION_LONGEST } from './session.service.js';

/**
 * The cookie that carries a session's token. With the `__Host-` prefix a sibling subdomain cannot set or shadow it; browsers take
 * that only over https and on this very machine, and drop it silently elsewhere, so there the cookie is plain and `warning`
 * says what that costs (decision 22).
 */
@Injectable()
export class SessionCookie {
  readonly name: string;
  /** To be printed at start; undefined when all is well. */
  readonly warning: string | undefined;
  private readonly attributes: Omit<SetCookie, 'name' | 'value'>;

  constructor(@Inject(CONFIG) config: Pick<Config, 'PUBLIC_URL' | 'HOST'>) {
    const secure = isSecureOrigin(config);
    this.name = secure ? '__Host-veche' : 'veche';
    this.attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure };
    if (!secure) {
      this.warning =
        'People reach this portal by plain http: their sign-in can be read on the way and set by other sites of the same domain. Put it behind https and set PUBLIC_URL.';
    }
  }

  /** The token in a `Cookie` header. */
  read(header: string | undefined): string | undefined {
    return header === undefined ? undefined : parseCookie(header)[this.name];
  }

  /** The `Set-Cookie` header that hands out a token. */
  serialise(token: string): string {
    return stringifySetCookie({ ...this.attributes, name: this.name, value: token, maxAge: SESSION_LONGEST / SECOND });
  }

  /** The `Set-Cookie` header that takes it back. */
  clear(): string {
    return stringifySetCookie({ ...this.attributes, name: this.name, value: '', maxAge: 0 });
  }
}

/** https, or an address that never leaves this machine: there browsers take `__Host-` cookies. */
export function isSecureOrigin({ PUBLIC_URL, HOST }: Pick<Config, 'PUBLIC_URL' | 'HOST'>): boolean {
  if (PUBLIC_URL === undefined) return isLoopback(HOST);
  const { protocol, hostname } = new URL(PUBLIC_URL);
  return protocol === 'https:' || isLoopback(hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
