import type { Config, Outside } from '@veche/platform';
import { type Profile, Strategy } from 'passport-facebook';
import { attemptStore } from '../login-request.js';
import { callThrough } from '../outside-oauth2.js';
import { type Provider, type ProviderSurroundings, subjectOf, textOf } from '../provider.js';

/** Facebook Login: the Graph version is pinned, and each call proves that we know the app's secret (`appsecret_proof`). */
export function facebookProvider(config: Config, outside: Outside, { callbackUrl }: ProviderSurroundings): Provider | undefined {
  const { LOGIN_FACEBOOK_APP: clientID, LOGIN_FACEBOOK_SECRET: clientSecret, LOGIN_FACEBOOK_GRAPH: version } = config;
  if (clientID === undefined || clientSecret === undefined) return undefined;
  const site = config.LOGIN_ENDPOINTS?.facebook ?? 'https://www.facebook.com';
  const graph = config.LOGIN_ENDPOINTS?.['facebook-graph'] ?? 'https://graph.facebook.com';
  const options = {
    clientID,
    clientSecret,
    callbackURL: callbackUrl('facebook'),
    graphAPIVersion: version,
    authorizationURL: `${site}/${version}/dialog/oauth`,
    tokenURL: `${graph}/${version}/oauth/access_token`,
    profileURL: `${graph}/${version}/me`,
    enableProof: true,
    profileFields: ['id', 'displayName', 'emails', 'picture.width(400)'],
    scope: ['public_profile', 'email'],
    state: true as never,
    store: attemptStore as never,
  };
  const strategy = new Strategy(options, (_accessToken, _refreshToken, profile: Profile, done) => {
    done(null, {
      issuer: 'facebook',
      subject: subjectOf(profile.id),
      name: textOf(profile.displayName),
      // Of an address Facebook says nothing more than that it is written there.
      email: textOf(profile.emails?.[0]?.value) || null,
      isEmailVerified: false,
      pictureUrl: textOf(profile.photos?.[0]?.value) || null,
    });
  });
  callThrough(outside, strategy);
  return { id: 'facebook', name: 'Facebook', mark: 'facebook', answersFrom: site, strategy };
}
