import type { Config, Outside } from '@veche/platform';
import { Strategy } from 'passport-vkontakte';
import { attemptStore } from '../login-request.js';
import { callThrough } from '../outside-oauth2.js';
import { type Provider, type ProviderSurroundings, textOf } from '../provider.js';
import { vkSubject } from './vk-id.strategy.js';

/** VK refuses old versions of its API; the library's own is from 2020. */
const API_VERSION = '5.199';

interface VkProfile {
  id: number | string;
  displayName?: string;
  photos?: { value?: string }[];
  emails?: { value?: string }[];
}

/** Applications registered before VK ID. The same people under the same numbers, so the same issuer. */
export function vkClassicProvider(config: Config, outside: Outside, { callbackUrl }: ProviderSurroundings): Provider | undefined {
  const { LOGIN_VK_APP: clientID, LOGIN_VK_SECRET: clientSecret, LOGIN_ENDPOINTS: endpoints } = config;
  if (clientID === undefined || clientSecret === undefined) return undefined;
  const origin = endpoints?.vk ?? 'https://oauth.vk.com';
  const strategy = new Strategy(
    {
      clientID,
      clientSecret,
      callbackURL: callbackUrl('vk-classic'),
      authorizationURL: `${origin}/authorize`,
      tokenURL: `${origin}/access_token`,
      profileURL: `${endpoints?.['vk-api'] ?? 'https://api.vk.com'}/method/users.get`,
      apiVersion: API_VERSION,
      scope: ['email'],
      lang: 'ru',
      state: true,
      store: attemptStore,
    },
    (_accessToken, _refreshToken, profile: VkProfile, done) => {
      done(null, {
        issuer: 'vk',
        subject: vkSubject(profile.id),
        name: textOf(profile.displayName),
        email: textOf(profile.emails?.[0]?.value) || null,
        isEmailVerified: false,
        pictureUrl: textOf(profile.photos?.[0]?.value) || null,
      });
    },
  );
  callThrough(outside, strategy);
  return { id: 'vk-classic', name: 'VK', mark: 'vk', answersFrom: origin, strategy };
}
