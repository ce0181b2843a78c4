import { type Clock, type Config, type Database, hashToken, MINUTE, sql } from '@veche/platform';
import { jwtVerify } from 'jose';
import { finishAttempt, LoginRefused, type LoginRequest } from '../login-request.js';
import { type Provider, type ProviderSurroundings, type ProvenIdentity, subjectOf, textOf } from '../provider.js';
import { TwoWayStrategy } from './two-way.strategy.js';

/** A token may live this long at most, whatever it says. */
const LONGEST = 5 * MINUTE;

interface CompanySettings {
  url: string;
  secret: Uint8Array;
  /** Who the token must be for: the portal's own address. */
  audience: () => string;
  callbackUrl: string;
}

/**
 * Sign-in from the company's own site: it is asked with a `state`, and answers with that state and a token that it signed
 * (HS256; `sub`, `aud`, `iat`, `exp`, `jti`). The state binds the answer to the browser that asked, so a token that somebody sends
 * to somebody else lets nobody in.
 */
class CompanyStrategy extends TwoWayStrategy {
  constructor(
    private readonly settings: CompanySettings,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  protected override async begin({ way }: LoginRequest): Promise<string> {
    const url = new URL(this.settings.url);
    url.searchParams.set('state', await way.attempts.start(way.start!, {}));
    url.searchParams.set('callback', this.settings.callbackUrl);
    return url.href;
  }

  protected override async end(request: LoginRequest): Promise<ProvenIdentity> {
    const { token, state } = request.query;
    await finishAttempt(request, state);
    if (typeof token !== 'string' || token.length > 8_192) throw new LoginRefused('proof');
    const { payload } = await jwtVerify(token, this.settings.secret, {
      algorithms: ['HS256'],
      audience: this.settings.audience(),
      requiredClaims: ['sub', 'aud', 'exp', 'iat', 'jti'],
      maxTokenAge: LONGEST / 1_000,
      clockTolerance: 30,
      currentDate: this.clock.now(),
    }).catch((error: unknown) => {
      throw Object.assign(new LoginRefused('proof'), { cause: error });
    });
    await this.useUp(String(payload.jti));
    return {
      issuer: 'company',
      subject: subjectOf(payload.sub),
      name: textOf(payload['name']),
      email: textOf(payload['email']) || null,
      isEmailVerified: payload['email_verified'] === true,
      pictureUrl: null,
    };
  }

  /** @throws LoginRefused when it was used before */
  private async useUp(jti: string): Promise<void> {
    // Kept longer than a token can live, so that none is forgotten while it still counts.
    const until = new Date(this.clock.now().getTime() + 2 * LONGEST);
    const kept = await this.database.main.rows(
      sql`insert into used_token (issuer, token_hash, expires_at) values ('company', ${hashToken(jti)}, ${until}) on conflict do nothing returning issuer`,
    );
    if (kept.length === 0) throw new LoginRefused('proof');
  }
}

export function companyProvider(
  config: Config,
  { database, clock, origin, callbackUrl }: ProviderSurroundings & { database: Database; clock: Clock; origin: () => string },
): Provider | undefined {
  const { LOGIN_COMPANY_URL: url, LOGIN_COMPANY_SECRET: secret, LOGIN_COMPANY_NAME: name } = config;
  if (url === undefined || secret === undefined) return undefined;
  const settings = { url, secret: new TextEncoder().encode(secret), audience: origin, callbackUrl: callbackUrl('company') };
  return {
    id: 'company',
    name,
    mark: 'company',
    answersFrom: new URL(url).origin,
    isNeverAdmin: true,
    strategy: new CompanyStrategy(settings, database, clock),
  };
}
