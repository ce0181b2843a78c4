import { z } from 'zod';
import { PASSWORD, administrator, grant } from '../../support/client.js';
import type { RunningPortal } from '../../support/portal.js';
import { Attacker, type Member, asMember } from './attacker.js';

/** Whom the suite needs: two members, and three of the company with exactly one role each. */
export const SEEDED = ['admin', 'moderator', 'representative', 'alice', 'bob'] as const;
export type Seeded = (typeof SEEDED)[number];
export type Seed = Record<Seeded, { email: string; password: string }>;

const schema = z.record(z.enum(SEEDED), z.object({ email: z.string(), password: z.string() }));

/** From VECHE_ATTACK_ACCOUNTS. @throws saying who is missing */
export function seedFrom(text: string | undefined): Seed {
  if (text === undefined) throw new Error(`VECHE_ATTACK_URL needs VECHE_ATTACK_ACCOUNTS: JSON with ${SEEDED.join(', ')}`);
  return schema.parse(JSON.parse(text));
}

/** Makes them in a portal of our own. */
export async function seed(portal: RunningPortal): Promise<Seed> {
  const admin = await administrator(portal);
  const made: Partial<Seed> = { admin: { email: 'admin@people.example', password: PASSWORD } };
  for (const name of SEEDED.slice(1)) {
    const { email, personId } = await newcomer(portal.url, name);
    made[name] = { email, password: PASSWORD };
    if (name === 'moderator' || name === 'representative') await grant(admin, personId, name.toUpperCase());
  }
  return made as Seed;
}

/** Somebody who just registered. */
export async function newcomer(url: string, name: string): Promise<Member> {
  const attacker = new Attacker(url);
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${Math.random().toString(36).slice(2, 10)}@people.example`;
  await attacker.ask(
    'mutation ($name: String!, $email: String!, $password: String!) { signUp(name: $name, email: $email, password: $password) { roles } }',
    { name: `${name} Attacks`, email, password: PASSWORD },
  );
  return asMember(attacker);
}
