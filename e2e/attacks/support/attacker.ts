import { Client, PASSWORD } from '../../support/client.js';
import { type Heard, type Sent, send } from './wire.js';

let last = 0;

/** Whether an address can only be this machine's, where everybody may have an address of their own. */
function isHere(url: string): boolean {
  return /^(localhost|127\.)/.test(new URL(url).hostname);
}

/** Somebody who talks HTTP from an address of their own, where that can be: what brakes count by address then counts them alone. */
export class Attacker extends Client {
  readonly from: string | undefined;

  constructor(
    readonly url: string,
    { from, language = 'en' }: { from?: string; language?: string } = {},
  ) {
    super({ url }, language);
    last += 1;
    this.from = isHere(url) ? (from ?? `127.77.${last >> 8}.${last & 255}`) : undefined;
  }

  /** A request with nothing added but this browser's cookie. */
  raw(sent: Omit<Sent, 'from'>): Promise<Heard> {
    return send(this.url, { ...sent, headers: { ...(this.cookie !== '' && { cookie: this.cookie }), ...sent.headers }, from: this.from });
  }

  /** @throws when that is not the password */
  async signIn(email: string, password = PASSWORD): Promise<this> {
    await this.ask('mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { roles } }', {
      email,
      password,
    });
    return this;
  }

  /** Id of the person that the portal takes this browser for. */
  async whoAmI(): Promise<string | null> {
    const { viewer } = await this.ask<{ viewer: { person: { id: string } | null } }>('{ viewer { person { id } } }');
    return viewer.person?.id ?? null;
  }

  protected override async reach(path: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(path, this.url);
    // A form's parts and their borders are written by who knows how.
    const packed = init.body == null ? undefined : new Response(init.body);
    const type = packed?.headers.get('content-type');
    const given = Object.fromEntries(new Headers(init.headers));
    const { status, headers, body } = await send(this.url, {
      method: init.method ?? 'GET',
      path: pathname + search,
      headers: { ...(type != null && { 'content-type': type }), ...given },
      ...(packed !== undefined && { body: Buffer.from(await packed.arrayBuffer()) }),
      from: this.from,
    });
    return new Response(body.length === 0 ? null : new Uint8Array(body), { status, headers });
  }
}

/** A member with what is known of them. */
export type Member = Attacker & { personId: string; handle: string; email: string };

/** Who somebody is who signed in. */
export async function asMember(attacker: Attacker): Promise<Member> {
  const { viewer } = await attacker.ask<{ viewer: { email: string; person: { id: string; handle: string } } }>(
    '{ viewer { email person { id handle } } }',
  );
  return Object.assign(attacker, { personId: viewer.person.id, handle: viewer.person.handle, email: viewer.email });
}
