import { FakeNetworks } from '@veche/identity/testing';
import { Client } from '../support/client.js';
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
