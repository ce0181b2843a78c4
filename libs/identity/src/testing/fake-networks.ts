import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

/** Who agrees at the provider right now. */
export interface FakePerson {
  id: string;
  name: string;
  email?: string;
  isEmailVerified?: boolean;
  hasPicture?: boolean;
}

/** How an answer of a provider's machines goes wrong. */
export type FakeTrouble = 'late' | 'html' | 'error' | 'huge';

/** A code that was given out, with all that must be shown again to exchange it. */
interface Grant {
  network: string;
  person: FakePerson;
  clientId: string;
  redirectUri: string;
  challenge?: string;
  deviceId?: string;
  nonce?: string;
  state?: string;
}

type Answer = { status?: number; redirect?: string; json?: unknown; body?: Buffer | string; type?: string };
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

export const FAKE_COMPANY_SECRET = 'a secret of thirty-two characters!';
const CLIENT = { id: 'client-1', secret: 'secret-1' };
/** A picture of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/**
 * Plays VK ID, classic VK, Facebook, Yandex ID, two OpenID providers and a company's own site by their published contracts, on one port.
 * Strict where they are: a code works once, with the same application, address, verifier and device.
 */
export class FakeNetworks {
  person: FakePerson = { id: '1001', name: 'Анна Ким', email: 'anna@mail.example', hasPicture: true };
  /** Set: whatever the portal's machine asks for goes wrong so. */
  trouble: FakeTrouble | undefined;
  /** Changes the ID token before it is signed. */
  claims: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  /** How the ID token is signed. */
  signature: 'right' | 'wrong' | 'none' = 'right';
  /** What the OpenID providers add to the way back as `iss`; undefined: their own name. */
  iss: string | undefined;
  /** Everything the portal's machine asked for. */
  readonly calls: { path: string; fields: URLSearchParams }[] = [];
  private readonly grants = new Map<string, Grant>();
  private readonly tokens = new Map<string, FakePerson>();
  private readonly held = new Set<NodeJS.Timeout>();
  private server: Server | undefined;
  private keys!: { right: Keys; wrong: Keys };
  url = '';

  /** @param address of this machine to listen on */
  async start(address = '127.0.0.1'): Promise<this> {
    this.keys = { right: await generateKeyPair('RS256', { extractable: true }), wrong: await generateKeyPair('RS256') };
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server!.listen(0, address, resolve));
    this.url = `http://${address}:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const timer of this.held) clearTimeout(timer);
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** Variables that point a portal here. */
  env(): Record<string, string> {
    const { url } = this;
    return {
      LOGIN_VK_ID_APP: CLIENT.id,
      LOGIN_VK_APP: CLIENT.id,
      LOGIN_VK_SECRET: CLIENT.secret,
      LOGIN_FACEBOOK_APP: CLIENT.id,
      LOGIN_FACEBOOK_SECRET: CLIENT.secret,
      LOGIN_YANDEX_APP: CLIENT.id,
      LOGIN_YANDEX_SECRET: CLIENT.secret,
      LOGIN_OIDC: JSON.stringify([
        { id: 'keycloak', name: 'Keycloak', issuer: `${url}/oidc`, clientId: CLIENT.id, clientSecret: CLIENT.secret },
        { id: 'other', name: 'Other', issuer: `${url}/oidc2`, clientId: CLIENT.id, clientSecret: CLIENT.secret },
      ]),
      LOGIN_COMPANY_URL: `${url}/company`,
      LOGIN_COMPANY_SECRET: FAKE_COMPANY_SECRET,
      LOGIN_COMPANY_NAME: 'Example Shop',
      LOGIN_ENDPOINTS: JSON.stringify(
        Object.fromEntries(
          ['vk-id', 'vk', 'vk-api', 'facebook', 'facebook-graph', 'yandex', 'yandex-api'].map((name) => [name, `${url}/${name}`]),
        ),
      ),
      LOGIN_ALLOWED_ADDRESSES: '127.0.0.1/32',
    };
  }

  /** A token as the company's own site signs it. */
  companyToken(
    claims: JWTPayload,
    { secret = FAKE_COMPANY_SECRET, seconds = 60 }: { secret?: string; seconds?: number } = {},
  ): Promise<string> {
    return new SignJWT({ name: this.person.name, jti: randomBytes(8).toString('hex'), ...claims })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt(claims.iat)
      .setSubject(claims.sub ?? this.person.id)
      .setExpirationTime(claims.exp ?? Math.floor(Date.now() / 1_000) + seconds)
      .sign(new TextEncoder().encode(secret));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? '', this.url);
    const body = await bodyOf(request);
    const fields = new URLSearchParams([...address.searchParams, ...new URLSearchParams(body)]);
    const isForPeople = /\/(authorize|dialog\/oauth|company)$/.test(address.pathname);
    if (!isForPeople) this.calls.push({ path: address.pathname, fields });
    if (!isForPeople && this.trouble !== undefined) return this.goWrong(response, this.trouble);
    const answer = await this.answer(address, fields, request).catch((error: unknown): Answer => ({
      status: 400,
      json: { error: String(error) },
    }));
    if (answer.redirect !== undefined) response.writeHead(302, { location: answer.redirect }).end();
    else
      response
        .writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json' })
        .end(answer.body ?? JSON.stringify(answer.json ?? {}));
  }

  private goWrong(response: ServerResponse, trouble: FakeTrouble): void {
    if (trouble === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Welcome</h1>');
    else if (trouble === 'error') response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"server_error"}');
    else if (trouble === 'huge')
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"x":"${'x'.repeat(10 * 1024 * 1024)}"}`);
    else this.held.add(setTimeout(() => response.end('{}'), 60_000));
  }

  private async answer(address: URL, fields: URLSearchParams, request: IncomingMessage): Promise<Answer> {
    const [, network = '', ...rest] = address.pathname.split('/');
    const path = rest.join('/');
    if (network === 'picture.png') return { body: PIXEL, type: 'image/png' };
    if (network === 'company') return this.company(fields);
    if (network.startsWith('oidc')) return this.oidc(network, path, fields, request);
    if (path === 'authorize' || path.endsWith('dialog/oauth')) return this.authorize(network, fields);
    if (network === 'vk-id' && path === 'oauth2/auth') return this.vkIdToken(fields);
    if (network === 'vk-id' && path === 'oauth2/user_info') return { json: { user: this.vkIdUser(fields) } };
    if (path.endsWith('access_token') || path === 'token')
      return this.classicToken(network === 'facebook-graph' ? 'facebook' : network, fields);
    if (path === 'method/users.get') return { json: { response: [this.vkUser(fields)] } };
    if (network === 'facebook-graph' && path.endsWith('/me')) return { json: this.facebookUser(fields) };
    if (network === 'yandex-api' && path === 'info') return { json: this.yandexUser(request) };
    return { status: 404, json: { error: 'not_found' } };
  }

  /** The person agrees at once. */
  private authorize(network: string, fields: URLSearchParams, more: Partial<Grant> = {}): Answer {
    const [clientId, redirectUri, challenge, state] = ['client_id', 'redirect_uri', 'code_challenge', 'state'].map(
      (name) => fields.get(name) ?? '',
    );
    insist(fields.get('response_type') === 'code' && clientId === CLIENT.id && redirectUri !== '', 'invalid_request');
    const wantsProof = network !== 'vk' && network !== 'facebook';
    insist(!wantsProof || (/^[\w-]{43}$/.test(challenge!) && /^s256$/i.test(fields.get('code_challenge_method') ?? '')), 'PKCE is missing');
    const code = randomBytes(12).toString('hex');
    const deviceId = network === 'vk-id' ? randomBytes(8).toString('hex') : undefined;
    this.grants.set(code, {
      ...{ network, person: { ...this.person }, clientId: clientId!, redirectUri: redirectUri!, state: state! },
      ...(wantsProof && { challenge: challenge! }),
      ...(deviceId !== undefined && { deviceId }),
      ...more,
    });
    const back = new URL(redirectUri!);
    back.searchParams.set('code', code);
    back.searchParams.set('state', state!);
    if (deviceId !== undefined)
      for (const [name, value] of Object.entries({ device_id: deviceId, type: 'code_v2', expires_in: '600' }))
        back.searchParams.set(name, value);
    if (more.nonce !== undefined) back.searchParams.set('iss', this.iss ?? `${this.url}/${network}`);
    return { redirect: back.href };
  }

  /** What every token endpoint checks. The code is gone whatever comes out. */
  private redeem(network: string, fields: URLSearchParams): Grant {
    const code = fields.get('code') ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    insist(grant !== undefined && grant.network === network, 'invalid_grant');
    insist(fields.get('redirect_uri') === grant!.redirectUri, 'redirect_uri differs');
    const verifier = fields.get('code_verifier') ?? '';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    insist(grant!.challenge === undefined || grant!.challenge === challenge, 'code_verifier differs');
    return grant!;
  }

  private token(person: FakePerson): string {
    const token = randomBytes(12).toString('hex');
    this.tokens.set(token, person);
    return token;
  }

  private vkIdToken(fields: URLSearchParams): Answer {
    const grant = this.redeem('vk-id', fields);
    insist(fields.get('client_id') === CLIENT.id && fields.get('device_id') === grant.deviceId, 'device_id differs');
    insist(fields.get('grant_type') === 'authorization_code' && fields.get('state') === grant.state, 'invalid_request');
    const tokens = { access_token: this.token(grant.person), refresh_token: randomBytes(12).toString('hex'), token_type: 'Bearer' };
    return { json: { ...tokens, expires_in: 3_600, user_id: Number(grant.person.id), state: grant.state } };
  }

  private classicToken(network: string, fields: URLSearchParams): Answer {
    const { person } = this.redeem(network, fields);
    insist(fields.get('client_id') === CLIENT.id && fields.get('client_secret') === CLIENT.secret, 'invalid_client');
    const email = network === 'vk' && person.email !== undefined ? { email: person.email } : {};
    return { json: { access_token: this.token(person), token_type: 'bearer', expires_in: 3_600, user_id: Number(person.id), ...email } };
  }

  private holder(token: string | null | undefined): FakePerson {
    const person = this.tokens.get(token ?? '');
    insist(person !== undefined, 'invalid_token');
    return person!;
  }

  private vkIdUser(fields: URLSearchParams): object {
    const person = this.holder(fields.get('access_token'));
    const [first, ...last] = person.name.split(' ');
    const names = { user_id: person.id, first_name: first, last_name: last.join(' ') };
    return { ...names, ...(person.hasPicture && { avatar: `${this.url}/picture.png` }), ...(person.email && { email: person.email }) };
  }

  private vkUser(fields: URLSearchParams): object {
    insist(Number(fields.get('v')) >= 5.131, 'version is deprecated');
    const person = this.holder(fields.get('access_token'));
    const [first, ...last] = person.name.split(' ');
    return {
      id: Number(person.id),
      first_name: first,
      last_name: last.join(' '),
      photo_200: person.hasPicture ? `${this.url}/picture.png` : undefined,
    };
  }

  private facebookUser(fields: URLSearchParams): object {
    const token = fields.get('access_token') ?? '';
    const person = this.holder(token);
    const proof = createHmac('sha256', CLIENT.secret).update(token).digest('hex');
    insist(fields.get('appsecret_proof') === proof, 'appsecret_proof differs');
    const picture = person.hasPicture ? { picture: { data: { url: `${this.url}/picture.png`, is_silhouette: false } } } : {};
    return { id: person.id, name: person.name, ...(person.email && { email: person.email }), ...picture };
  }

  private yandexUser({ headers }: IncomingMessage): object {
    const person = this.holder(/^OAuth (\w+)$/.exec(headers.authorization ?? '')?.[1]);
    return { id: person.id, login: 'anna', real_name: person.name, default_email: person.email, is_avatar_empty: true };
  }

  private async oidc(network: string, path: string, fields: URLSearchParams, request: IncomingMessage): Promise<Answer> {
    const issuer = `${this.url}/${network}`;
    if (path === '.well-known/openid-configuration') return { json: discoveryOf(issuer) };
    if (path === 'jwks')
      return { json: { keys: [{ ...(await exportJWK(this.keys.right.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] } };
    if (path === 'authorize') return this.authorize(network, fields, { nonce: fields.get('nonce') ?? '' });
    if (path !== 'token') return { status: 404, json: {} };
    const grant = this.redeem(network, fields);
    const basic = Buffer.from((request.headers.authorization ?? '').replace('Basic ', ''), 'base64').toString();
    insist(basic === `${CLIENT.id}:${CLIENT.secret}` || fields.get('client_secret') === CLIENT.secret, 'invalid_client');
    const id_token = await this.idToken(issuer, grant);
    return { json: { access_token: this.token(grant.person), token_type: 'Bearer', expires_in: 3_600, id_token } };
  }

  private idToken(issuer: string, { person, nonce }: Grant): Promise<string> | string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = this.claims({
      ...{ iss: issuer, sub: person.id, aud: CLIENT.id, iat: now, exp: now + 300, name: person.name },
      ...(nonce !== undefined && { nonce }),
      ...(person.email !== undefined && { email: person.email, email_verified: person.isEmailVerified ?? false }),
      ...(person.hasPicture && { picture: `${this.url}/picture.png` }),
    });
    if (this.signature === 'none') return new UnsecuredJWT(claims).encode();
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(this.keys[this.signature].privateKey);
  }

  private async company(fields: URLSearchParams): Promise<Answer> {
    const back = new URL(fields.get('callback') ?? '');
    back.searchParams.set('state', fields.get('state') ?? '');
    back.searchParams.set('token', await this.companyToken({ aud: back.origin }));
    return { redirect: back.href };
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

function insist(holds: boolean, why: string): void {
  if (!holds) throw new Error(why);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
