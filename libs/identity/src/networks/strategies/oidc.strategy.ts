import { type Config, HOUR, type Outside } from '@veche/platform';
import * as oidc from 'openid-client';
import { finishAttempt, type LoginRequest } from '../login-request.js';
import { type Provider, type ProviderSurroundings, type ProvenIdentity, subjectOf, textOf } from '../provider.js';
import { TwoWayStrategy } from './two-way.strategy.js';

type Setting = NonNullable<Config['LOGIN_OIDC']>[number];

/** What a provider says of itself is asked again after this. */
const KNOWN_FOR = HOUR;

/**
 * Any OpenID Connect provider, found by discovery. `openid-client` checks state, `iss` (RFC 9207), nonce, audience, times and the
 * signature of the ID token; the last also where TLS would do (OpenID Connect Core 3.1.3.7, item 6).
 */
class OidcStrategy extends TwoWayStrategy {
  private known: { at: number; configuration: Promise<oidc.Configuration> } | undefined;

  constructor(
    private readonly setting: Setting,
    private readonly callbackUrl: string,
    private readonly outside: Outside,
  ) {
    super();
  }

  protected override async begin({ way }: LoginRequest): Promise<string> {
    const configuration = await this.configuration();
    const [verifier, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomNonce()];
    const state = await way.attempts.start(way.start!, { verifier, nonce });
    const challenge = await oidc.calculatePKCECodeChallenge(verifier);
    return oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: this.setting.scope,
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).href;
  }

  protected override async end(request: LoginRequest): Promise<ProvenIdentity> {
    const state = request.query['state'];
    const { verifier, nonce } = await finishAttempt(request, state);
    const configuration = await this.configuration();
    // The address as we know it, not as the request says.
    const address = new URL(this.callbackUrl);
    address.search = new URL(request.originalUrl, address).search;
    const tokens = await oidc.authorizationCodeGrant(configuration, address, {
      expectedState: String(state),
      expectedNonce: nonce!,
      pkceCodeVerifier: verifier!,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const { issuer } = configuration.serverMetadata();
    return {
      issuer,
      subject: subjectOf(claims.sub),
      name: textOf(claims['name'], claims['preferred_username'], claims['given_name']),
      email: textOf(claims['email']) || null,
      isEmailVerified: this.setting.trustsEmail && claims['email_verified'] === true,
      pictureUrl: textOf(claims['picture']) || null,
    };
  }

  /** Asked for when the first person goes there: a provider that is away keeps nobody else out. */
  private configuration(): Promise<oidc.Configuration> {
    const now = performance.now();
    if (this.known === undefined || this.known.at < now - KNOWN_FOR) {
      const configuration = this.discover();
      this.known = { at: now, configuration };
      configuration.catch(() => (this.known = undefined));
    }
    return this.known.configuration;
  }

  private async discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.setting;
    const configuration = await oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      [oidc.customFetch]: (url, options) => this.outside.fetch(url, options),
      // `Outside` lets plain http through only where the administrator listed the address.
      ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
    });
    oidc.enableNonRepudiationChecks(configuration);
    return configuration;
  }
}

const MARKS: Record<string, Provider['mark']> = {
  'accounts.google.com': 'google',
  'oauth.telegram.org': 'telegram',
};

export function oidcProviders(config: Config, outside: Outside, { callbackUrl }: ProviderSurroundings): Provider[] {
  return (config.LOGIN_OIDC ?? []).map((setting) => ({
    id: setting.id,
    name: setting.name,
    mark: MARKS[new URL(setting.issuer).host] ?? 'openid',
    strategy: new OidcStrategy(setting, callbackUrl(setting.id), outside),
  }));
}
