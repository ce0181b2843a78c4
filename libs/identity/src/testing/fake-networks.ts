import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { company, companyToken, FAKE_COMPANY_SECRET } from './networks/company.fake.js';
import { facebook } from './networks/facebook.fake.js';
import { FakeGrants } from './networks/fake-grants.js';
import { CLIENT, type FakeAnswer, type FakeCall, type FakeGround, type FakePerson, NOT_FOUND } from './networks/fake-provider.js';
import { OidcFake, type OidcMood } from './networks/oidc.fake.js';
import { vkClassic } from './networks/vk-classic.fake.js';
import { vkId } from './networks/vk-id.fake.js';
import { yandex } from './networks/yandex.fake.js';

export { FAKE_COMPANY_SECRET } from './networks/company.fake.js';
export type { FakePerson } from './networks/fake-provider.js';

/** How an answer of a provider's machines goes wrong. */
export type FakeTrouble = 'late' | 'html' | 'error' | 'huge';

/** A picture of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** Plays every provider and a company's own site by their published contracts, on one port, each in a file of its own. */
export class FakeNetworks implements FakeGround, OidcMood {
  person: FakePerson = { id: '1001', name: 'Анна Ким', email: 'anna@mail.example', hasPicture: true };
  /** Set: whatever the portal's machine asks for goes wrong so. */
  trouble: FakeTrouble | undefined;
  claims: (claims: JWTPayload) => JWTPayload = (claims) => claims;
  signature: OidcMood['signature'] = 'right';
  iss: string | undefined;
  readonly grants = new FakeGrants();
  private readonly held = new Set<NodeJS.Timeout>();
  private server: Server | undefined;
  private oidc!: OidcFake;
  url = '';

  /** @param address of this machine to listen on */
  async start(address = '127.0.0.1'): Promise<this> {
    this.oidc = await OidcFake.make();
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
    const application = { clientId: CLIENT.id, clientSecret: CLIENT.secret };
    return {
      LOGIN_VK_ID_APP: CLIENT.id,
      LOGIN_VK_APP: CLIENT.id,
      LOGIN_VK_SECRET: CLIENT.secret,
      LOGIN_FACEBOOK_APP: CLIENT.id,
      LOGIN_FACEBOOK_SECRET: CLIENT.secret,
      LOGIN_YANDEX_APP: CLIENT.id,
      LOGIN_YANDEX_SECRET: CLIENT.secret,
      LOGIN_OIDC: JSON.stringify([
        { id: 'keycloak', name: 'Keycloak', issuer: `${url}/oidc`, ...application },
        { id: 'other', name: 'Other', issuer: `${url}/oidc2`, ...application },
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
  companyToken(claims: JWTPayload, how: { secret?: string; seconds?: number } = {}): Promise<string> {
    return companyToken(this.person, claims, how);
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const fields = new URLSearchParams([...searchParams, ...new URLSearchParams(await bodyOf(request))]);
    const isForPeople = /\/(authorize|dialog\/oauth|company)$/.test(pathname);
    if (!isForPeople && this.trouble !== undefined) return this.goWrong(response, this.trouble);
    const [, network = '', ...rest] = pathname.split('/');
    const answer = await this.answer({ network, path: rest.join('/'), fields, request }).catch((error: unknown): FakeAnswer => ({
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

  private async answer(call: FakeCall): Promise<FakeAnswer> {
    if (call.network.startsWith('oidc')) return this.oidc.answer(this, call);
    switch (call.network) {
      case 'picture.png':
        return { body: PIXEL, type: 'image/png' };
      case 'company':
        return company(this, call);
      case 'vk-id':
        return vkId(this, call);
      case 'vk':
      case 'vk-api':
        return vkClassic(this, call);
      case 'facebook':
      case 'facebook-graph':
        return facebook(this, call);
      case 'yandex':
      case 'yandex-api':
        return yandex(this, call);
      default:
        return NOT_FOUND;
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
