import type { Config, Outside } from '@veche/platform';
import type { Request } from 'express';
import OAuth2Strategy from 'passport-oauth2';
import { attemptStore, type LoginRequest } from '../login-request.js';
import { callThrough } from '../outside-oauth2.js';
import { type Provider, type ProviderSurroundings, type ProvenIdentity, subjectOf, textOf } from '../provider.js';

/** What `/oauth2/user_info` tells; the e-mail only of those who gave one and allowed it. */
interface VkIdUser {
  user_id?: string | number;
  first_name?: string;
  last_name?: string;
  avatar?: string;
  email?: string;
}

interface VkIdOptions {
  app: string;
  origin: string;
  challenge: 'S256' | 's256';
  callbackUrl: string;
}

type Done = (error: unknown, user?: unknown) => void;

/**
 * VK ID: OAuth 2.1 with PKCE. Two things are its own: the callback brings a `device_id`, without which neither the code nor a refresh
 * token is taken, and the user is asked for by POST (https://id.vk.ru/about/business/go/docs).
 */
class VkIdStrategy extends OAuth2Strategy {
  constructor(
    private readonly settings: VkIdOptions,
    private readonly outside: Outside,
  ) {
    const { app, origin, callbackUrl } = settings;
    super(
      {
        authorizationURL: `${origin}/authorize`,
        tokenURL: `${origin}/oauth2/auth`,
        clientID: app,
        // Public client: PKCE proves whose code it is.
        clientSecret: '',
        callbackURL: callbackUrl,
        scope: 'vkid.personal_info email',
        pkce: true,
        store: attemptStore as never,
        state: true,
        passReqToCallback: true,
      },
      ((request: LoginRequest, _token: string, refreshToken: string | undefined, _params: unknown, user: VkIdUser, done: Done) => {
        done(null, provenBy(user, request.query['device_id'], refreshToken));
      }) as never,
    );
    callThrough(outside, this);
  }

  override authenticate(request: Request, options?: object): void {
    const redirect = this.redirect.bind(this);
    const { challenge } = this.settings;
    // The strategy of this request alone (Passport makes one for each), so nobody else's redirect is changed.
    this.redirect = (url: string) => {
      const address = new URL(url);
      address.searchParams.set('code_challenge_method', challenge);
      redirect(address.href);
    };
    super.authenticate(request, { ...options, deviceId: request.query['device_id'], state: undefined, returned: request.query['state'] });
  }

  override tokenParams(options: { deviceId?: unknown; returned?: unknown }): object {
    return { client_id: this.settings.app, device_id: textOf(options.deviceId), state: textOf(options.returned) };
  }

  override userProfile(accessToken: string, done: Done): void {
    this.outside
      .call(`${this.settings.origin}/oauth2/user_info`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ client_id: this.settings.app, access_token: accessToken }).toString(),
      })
      .then(({ status, body }) => {
        if (status !== 200) throw new Error(`user_info answered ${status}`);
        done(null, (JSON.parse(body.toString('utf8')) as { user?: VkIdUser }).user ?? {});
      })
      .catch(done);
  }
}

function provenBy(user: VkIdUser, deviceId: unknown, refreshToken: string | undefined): ProvenIdentity {
  return {
    issuer: 'vk',
    subject: vkSubject(user.user_id),
    name: textOf(`${user.first_name ?? ''} ${user.last_name ?? ''}`),
    // VK does not say whether it checked the address.
    email: textOf(user.email) || null,
    isEmailVerified: false,
    pictureUrl: textOf(user.avatar) || null,
    ...(typeof deviceId === 'string' && deviceId !== '' && { deviceId: deviceId.slice(0, 500) }),
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

/** The number that VK knows a person by; the same from VK ID and from classic applications. */
export function vkSubject(value: unknown): string {
  const subject = subjectOf(value);
  if (!/^[1-9]\d{0,18}$/.test(subject)) throw new Error('VK named nobody');
  return subject;
}

export function vkIdProvider(config: Config, outside: Outside, { callbackUrl }: ProviderSurroundings): Provider | undefined {
  const app = config.LOGIN_VK_ID_APP;
  if (app === undefined) return undefined;
  const origin = config.LOGIN_ENDPOINTS?.['vk-id'] ?? 'https://id.vk.ru';
  const options = { app, origin, challenge: config.LOGIN_VK_ID_CHALLENGE, callbackUrl: callbackUrl('vk') };
  return { id: 'vk', name: 'VK ID', mark: 'vk', answersFrom: origin, strategy: new VkIdStrategy(options, outside) };
}
