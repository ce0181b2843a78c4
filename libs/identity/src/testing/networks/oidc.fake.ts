import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { CLIENT, type FakeAnswer, type FakeCall, type FakeGround, insist, NOT_FOUND } from './fake-provider.js';
import type { Grant } from './fake-grants.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/** How an OpenID provider may be made to err. */
export interface OidcMood {
  /** Changes the ID token before it is signed. */
  claims: (claims: JWTPayload) => JWTPayload;
  /** How the ID token is signed. */
  signature: 'right' | 'wrong' | 'none';
  /** What is added to the way back as `iss`; undefined: the provider's own name. */
  iss: string | undefined;
}

/** OpenID Connect Core with discovery, PKCE and RFC 9207; any network named `oidc…` is a provider of its own with the same keys. */
export class OidcFake {
  private constructor(private readonly keys: { right: Keys; wrong: Keys }) {}

  static async make(): Promise<OidcFake> {
    return new OidcFake({ right: await generateKeyPair('RS256', { extractable: true }), wrong: await generateKeyPair('RS256') });
  }

  async answer(ground: FakeGround & OidcMood, { network, path, fields, request }: FakeCall): Promise<FakeAnswer> {
    const { grants, url, iss } = ground;
    const issuer = `${url}/${network}`;
    if (path === '.well-known/openid-configuration') return { json: discoveryOf(issuer) };
    if (path === 'jwks')
      return { json: { keys: [{ ...(await exportJWK(this.keys.right.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] } };
    if (path === 'authorize') {
      const nonce = fields.get('nonce') ?? '';
      return grants.authorize(ground, network, fields, { wantsProof: true, nonce, back: { iss: iss ?? issuer } });
    }
    if (path !== 'token') return NOT_FOUND;
    const grant = grants.redeem(network, fields);
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    insist(basic === `${CLIENT.id}:${CLIENT.secret}` || fields.get('client_secret') === CLIENT.secret, 'invalid_client');
    const id_token = await this.idToken(ground, issuer, grant);
    return { json: { access_token: grants.token(grant.person), token_type: 'Bearer', expires_in: 3_600, id_token } };
  }

  private idToken(ground: FakeGround & OidcMood, issuer: string, { person, nonce }: Grant): Promise<string> | string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = ground.claims({
      ...{ iss: issuer, sub: person.id, aud: CLIENT.id, iat: now, exp: now + 300, name: person.name },
      ...(nonce !== undefined && { nonce }),
      ...(person.email !== undefined && { email: person.email, email_verified: person.isEmailVerified ?? false }),
      ...(person.hasPicture && { picture: `${ground.url}/picture.png` }),
    });
    if (ground.signature === 'none') return new UnsecuredJWT(claims).encode();
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(this.keys[ground.signature].privateKey);
  }
}

function discoveryOf(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}
