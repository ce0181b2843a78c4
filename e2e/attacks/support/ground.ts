import path from 'node:path';
import { FakeNetworks } from '@veche/identity/testing';
import type { RunningPortal } from '../../support/portal.js';
import { startPortal } from '../../support/portal.js';
import { type Seed, type Seeded, SEEDED, newcomer, seed, seedFrom } from './accounts.js';
import { Attacker, type Member, asMember } from './attacker.js';
import { type Trap, setTrap, startRedirector } from './trap.js';

/** The one address of this machine that a portal of ours may reach. */
export const ALLOWED = '127.0.0.9';

/** What only a portal that we started ourselves stands beside. */
export interface OwnGround {
  portal: RunningPortal;
  networks: FakeNetworks;
  trap: Trap;
  redirector: Awaited<ReturnType<typeof startRedirector>>;
}

/** The portal that is attacked, and who is known there. */
export interface Ground extends Record<Seeded, Member> {
  url: string;
  seed: Seed;
  own: OwnGround | undefined;
  /** Where the portal writes its letters; undefined when they cannot be read from here. */
  mail: string | undefined;
  anybody(): Attacker;
  newcomer(name: string): Promise<Member>;
  close(): Promise<void>;
}

/** Whether a portal was named, to be attacked from outside. */
export const isForeign = process.env['VECHE_ATTACK_URL'] !== undefined;

/** The portal at VECHE_ATTACK_URL, else one of our own. */
export async function openGround(): Promise<Ground> {
  const own = isForeign ? undefined : await startOwn();
  const url = own?.portal.url ?? process.env['VECHE_ATTACK_URL']!;
  const seeds = own === undefined ? seedFrom(process.env['VECHE_ATTACK_ACCOUNTS']) : await seed(own.portal);
  const members: Partial<Record<Seeded, Member>> = {};
  for (const name of SEEDED) members[name] = await asMember(await new Attacker(url).signIn(seeds[name].email, seeds[name].password));
  return {
    ...(members as Record<Seeded, Member>),
    url,
    seed: seeds,
    own,
    mail: own === undefined ? process.env['VECHE_ATTACK_MAIL'] : path.join(own.portal.dataDir, 'mail'),
    anybody: () => new Attacker(url),
    newcomer: (name) => newcomer(url, name),
    async close() {
      await own?.portal.close();
      await own?.networks.stop();
      await own?.redirector.close();
      await own?.trap.close();
    },
  };
}

/** Forms of the trap's address that an issuer of OpenID Connect may be written in, by the name of the provider that has it. */
export function trapIssuers({ port }: Trap): Record<string, string> {
  return {
    plain: `http://127.0.0.1:${port}`,
    octal: `http://0177.0.0.1:${port}`,
    decimal: `http://2130706433:${port}`,
    short: `http://127.1:${port}`,
    six: `http://[::1]:${port}`,
    mapped: `http://[::ffff:127.0.0.1]:${port}`,
    name: `http://localhost:${port}`,
    nowhere: `http://0.0.0.0:${port}`,
    secure: `https://127.0.0.1:${port}`,
  };
}

async function startOwn(): Promise<OwnGround> {
  const [networks, trap] = await Promise.all([new FakeNetworks().start(ALLOWED), setTrap()]);
  const redirector = await startRedirector(ALLOWED, () => `http://127.0.0.1:${trap.port}/.well-known/openid-configuration`);
  const env = networks.env();
  const provider = (id: string, issuer: string) => ({ id, name: id, issuer, clientId: 'client-1', clientSecret: 'secret-1' });
  const providers = [
    ...(JSON.parse(env['LOGIN_OIDC']!) as unknown[]),
    ...Object.entries(trapIssuers(trap)).map(([id, issuer]) => provider(id, issuer)),
    provider('redirected', redirector.url),
  ];
  const allowed = `${ALLOWED}/32`;
  const portal = await startPortal({
    env: { ...env, LOGIN_OIDC: JSON.stringify(providers), LOGIN_ALLOWED_ADDRESSES: allowed, CRM_ALLOWED_ADDRESSES: allowed },
  });
  return { portal, networks, trap, redirector };
}
