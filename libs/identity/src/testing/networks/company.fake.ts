import { randomBytes } from 'node:crypto';
import { type JWTPayload, SignJWT } from 'jose';
import type { FakeAnswer, FakeCall, FakePerson } from './fake-provider.js';

export const FAKE_COMPANY_SECRET = 'a secret of thirty-two characters!';

/** A token as the company's own site signs it. */
export function companyToken(
  person: FakePerson,
  claims: JWTPayload,
  { secret = FAKE_COMPANY_SECRET, seconds = 60 }: { secret?: string; seconds?: number } = {},
): Promise<string> {
  return new SignJWT({ name: person.name, jti: randomBytes(8).toString('hex'), ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(claims.iat)
    .setSubject(claims.sub ?? person.id)
    .setExpirationTime(claims.exp ?? Math.floor(Date.now() / 1_000) + seconds)
    .sign(new TextEncoder().encode(secret));
}

/** The company's own site: the person is signed in there already. */
export async function company({ person }: { person: FakePerson }, { fields }: FakeCall): Promise<FakeAnswer> {
  const back = new URL(fields.get('callback') ?? '');
  back.searchParams.set('state', fields.get('state') ?? '');
  back.searchParams.set('token', await companyToken(person, { aud: back.origin }));
  return { redirect: back.href };
}
