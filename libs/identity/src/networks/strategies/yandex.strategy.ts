import type { Config, Outside } from '@veche/platform';
import OAuth2Strategy from 'passport-oauth2';
import { attemptStore } from '../login-request.js';
import { callThrough } from '../outside-oauth2.js';
import { type Provider, type ProviderSurroundings, type ProvenIdentity, subjectOf, textOf } from '../provider.js';

/** What `login.yandex.ru/info` tells (https://yandex.ru/dev/id/doc). */
interface YandexUser {
  id?: string;
  display_name?: string;
  real_name?: string;
  default_email?: string;
  default_avatar_id?: string;
  is_avatar_empty?: boolean;
}

type Done = (error: unknown, user?: unknown) => void;

/** Yandex ID: OAuth 2 with PKCE; the packages there are do without PKCE, and this is all they would do. */
class YandexStrategy extends OAuth2Strategy {
  constructor(
    options: { clientID: string; clientSecret: string; callbackURL: string; origin: string },
    private readonly api: string,
    private readonly outside: Outside,
  ) {
    const { origin, ...client } = options;
    super(
      {
        ...client,
        authorizationURL: `${origin}/authorize`,
        tokenURL: `${origin}/token`,
        scope: ['login:info', 'login:email', 'login:avatar'],
        pkce: true,
        store: attemptStore as never,
        state: true,
      },
      ((_token: string, _refresh: string | undefined, user: YandexUser, done: Done) => done(null, provenBy(user))) as never,
    );
    callThrough(outside, this);
  }

  override userProfile(accessToken: string, done: Done): void {
    this.outside
      .call(`${this.api}/info?format=json`, { headers: { authorization: `OAuth ${accessToken}` } })
      .then(({ status, body }) => {
        if (status !== 200) throw new Error(`info answered ${status}`);
        done(null, JSON.parse(body.toString('utf8')) as YandexUser);
      })
      .catch(done);
  }
}

function provenBy(user: YandexUser): ProvenIdentity {
  const hasPicture = user.is_avatar_empty !== true && /^[\w/-]{1,200}$/.test(user.default_avatar_id ?? '');
  return {
    issuer: 'yandex',
    subject: subjectOf(user.id),
    name: textOf(user.real_name, user.display_name),
    email: textOf(user.default_email) || null,
    isEmailVerified: false,
    pictureUrl: hasPicture ? `https://avatars.yandex.net/get-yapic/${user.default_avatar_id}/islands-200` : null,
  };
}

export function yandexProvider(config: Config, outside: Outside, { callbackUrl }: ProviderSurroundings): Provider | undefined {
  const { LOGIN_YANDEX_APP: clientID, LOGIN_YANDEX_SECRET: clientSecret, LOGIN_ENDPOINTS: endpoints } = config;
  if (clientID === undefined || clientSecret === undefined) return undefined;
  const options = { clientID, clientSecret, callbackURL: callbackUrl('yandex'), origin: endpoints?.yandex ?? 'https://oauth.yandex.ru' };
  const strategy = new YandexStrategy(options, endpoints?.['yandex-api'] ?? 'https://login.yandex.ru', outside);
  return { id: 'yandex', name: 'Яндекс ID', englishName: 'Yandex ID', mark: 'yandex', answersFrom: options.origin, strategy };
}
