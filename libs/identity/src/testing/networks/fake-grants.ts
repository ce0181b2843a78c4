import { createHash, randomBytes } from 'node:crypto';
import { CLIENT, type FakeAnswer, type FakeGround, type FakePerson, insist } from './fake-provider.js';

/** A code that was given out, with all that must be shown again to exchange it. */
export interface Grant {
  network: string;
  person: FakePerson;
  redirectUri: string;
  challenge?: string;
  deviceId?: string;
  nonce?: string;
  state: string;
}

/** Codes and tokens that were given out. Strict: a code works once, with the same application, address and verifier. */
export class FakeGrants {
  private readonly codes = new Map<string, Grant>();
  private readonly tokens = new Map<string, FakePerson>();

  /** The person agrees at once. @param back what the provider adds to the way back */
  authorize(
    { person }: FakeGround,
    network: string,
    fields: URLSearchParams,
    { wantsProof, back = {}, ...more }: { wantsProof: boolean; back?: Record<string, string> } & Partial<Grant>,
  ): FakeAnswer {
    const [clientId = '', redirectUri = '', challenge = '', state = ''] = ['client_id', 'redirect_uri', 'code_challenge', 'state'].map(
      (name) => fields.get(name) ?? '',
    );
    insist(fields.get('response_type') === 'code' && clientId === CLIENT.id && redirectUri !== '', 'invalid_request');
    insist(!wantsProof || (/^[\w-]{43}$/.test(challenge) && /^s256$/i.test(fields.get('code_challenge_method') ?? '')), 'PKCE is missing');
    const code = randomBytes(12).toString('hex');
    this.codes.set(code, { network, person: { ...person }, redirectUri, state, ...(wantsProof && { challenge }), ...more });
    const address = new URL(redirectUri);
    for (const [name, value] of Object.entries({ code, state, ...back })) address.searchParams.set(name, value);
    return { redirect: address.href };
  }

  /** What every token endpoint checks. The code is gone whatever comes out. */
  redeem(network: string, fields: URLSearchParams): Grant {
    const code = fields.get('code') ?? '';
    const grant = this.codes.get(code);
    this.codes.delete(code);
    insist(grant !== undefined && grant.network === network, 'invalid_grant');
    insist(fields.get('redirect_uri') === grant!.redirectUri, 'redirect_uri differs');
    const challenge = createHash('sha256')
      .update(fields.get('code_verifier') ?? '')
      .digest('base64url');
    insist(grant!.challenge === undefined || grant!.challenge === challenge, 'code_verifier differs');
    return grant!;
  }

  token(person: FakePerson): string {
    const token = randomBytes(12).toString('hex');
    this.tokens.set(token, person);
    return token;
  }

  holder(token: string | null | undefined): FakePerson {
    const person = this.tokens.get(token ?? '');
    insist(person !== undefined, 'invalid_token');
    return person!;
  }

  /** The token endpoint of plain OAuth 2 with a secret. */
  exchange(network: string, fields: URLSearchParams, more: (person: FakePerson) => object = () => ({})): FakeAnswer {
    const { person } = this.redeem(network, fields);
    insist(fields.get('client_id') === CLIENT.id && fields.get('client_secret') === CLIENT.secret, 'invalid_client');
    return { json: { access_token: this.token(person), token_type: 'bearer', expires_in: 3_600, ...more(person) } };
  }
}
