import { createHash } from 'node:crypto';
import { FakeNetworks } from '@veche/identity/testing';
import { eventually } from '@veche/platform/testing';
import { Client, PASSWORD } from '../support/client.js';
import { type RunningPortal, startPortal } from '../support/portal.js';

/** A portal beside providers that play their part. */
export interface LoginGround {
  portal: RunningPortal;
  networks: FakeNetworks;
  close(): Promise<void>;
}

export async function loginGround(env: Record<string, string> = {}): Promise<LoginGround> {
  const networks = await new FakeNetworks().start();
  const portal = await startPortal({ env: { ...networks.env(), ...env } });
  return {
    portal,
    networks,
    async close() {
      await portal.close();
      await networks.stop();
    },
  };
}

/** A browser without scripts that goes to providers and back. */
export class Wanderer extends Client {
  constructor(
    private readonly ground: Pick<LoginGround, 'portal'>,
    language = 'en',
  ) {
    super(ground.portal, language);
  }

  /** Where the portal sends somebody who presses a provider's button. */
  async toProvider(path: string, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }): Promise<string> {
    const response = await this.fetch(path, { headers });
    return response.headers.get('location') ?? `status ${response.status}`;
  }

  /** The provider's answer: the address to come back to. */
  async agree(address: string): Promise<string> {
    const response = await fetch(address, { redirect: 'manual' });
    const back = response.headers.get('location');
    if (back === null) throw new Error(`${response.status}: ${await response.text()}`);
    return back;
  }

  /** Comes back; where the portal sends on to. */
  async comeBack(address: string): Promise<string> {
    const { pathname, search } = new URL(address, this.ground.portal.url);
    const response = await this.fetch(pathname + search, { headers: { 'sec-fetch-site': 'cross-site' } });
    return response.headers.get('location') ?? `status ${response.status}`;
  }

  /** There and back. */
  async through(provider: string, query = ''): Promise<string> {
    return this.comeBack(await this.agree(await this.toProvider(`/auth/${provider}${query}`)));
  }

  /** Who the portal takes this browser for. */
  async whoAmI(): Promise<{ id: string; name: string; email: string | null } | null> {
    const { viewer } = await this.ask<{ viewer: { person: { id: string; name: string } | null; email: string | null } }>(
      '{ viewer { person { id name } email } }',
    );
    return viewer.person === null ? null : { ...viewer.person, email: viewer.email };
  }
}

/** The link in the last letter to somebody; undefined while there is none. */
export async function linkTo({ portal }: Pick<LoginGround, 'portal'>, recipient: string, path: string): Promise<string | undefined> {
  const letters = await portal.query<{ text: string }>(
    `select text from account_letter where recipient = $1 and text like $2 order by sent_at desc, id desc limit 1`,
    [recipient, `%${path}?token=%`],
  );
  return /token=([\w-]+)/.exec(letters[0]?.text ?? '')?.[1];
}

/** Waits for a letter whose link works still; for one account's, where several wrote to that address. */
export async function letterTo(ground: Pick<LoginGround, 'portal'>, recipient: string, path: string, personId?: string): Promise<string> {
  let token: string | undefined;
  await eventually(async () => {
    const letters = await ground.portal.query<{ text: string }>(
      `select text from account_letter l join account a on a.id = l.account_id
       where recipient = $1 and text like $2 and ($3::uuid is null or a.person_id = $3) order by sent_at desc, l.id desc`,
      [recipient, `%${path}?token=%`, personId ?? null],
    );
    const tokens = letters.map(({ text }) => /token=([\w-]+)/.exec(text)![1]!);
    const open = await ground.portal.query<{ hash: string }>(`select encode(token_hash, 'hex') as hash from account_token`);
    token = tokens.find((one) => open.some(({ hash }) => hash === createHash('sha256').update(one).digest('hex')));
    return token !== undefined;
  });
  return token!;
}

let strangers = 0;

/** Somebody with a password and an e-mail that nobody proved; their browser. */
export async function signUp(
  ground: Pick<LoginGround, 'portal'>,
  email = `someone${++strangers}@mail.example`,
): Promise<Wanderer & { email: string }> {
  const wanderer = new Wanderer(ground);
  await wanderer.ask(`mutation ($email: String!) { signUp(name: "Some One", email: $email, password: "${PASSWORD}") { email } }`, {
    email,
  });
  return Object.assign(wanderer, { email });
}

/** The same with a proven e-mail. */
export async function proven(ground: Pick<LoginGround, 'portal'>, email?: string): Promise<Wanderer & { email: string }> {
  const wanderer = await signUp(ground, email);
  const token = await letterTo(ground, wanderer.email, '/confirm-email', (await wanderer.whoAmI())!.id);
  await wanderer.ask('mutation ($token: String!) { confirmEmail(token: $token) }', { token });
  return wanderer;
}

/** Everybody may try again: a spec comes from one address only. */
export async function releaseBrakes({ portal }: Pick<LoginGround, 'portal'>): Promise<void> {
  await portal.query('delete from brake');
}
