import type { IncomingMessage } from 'node:http';
import type { FakeGrants } from './fake-grants.js';

/** Who agrees at the provider right now. */
export interface FakePerson {
  id: string;
  name: string;
  email?: string;
  isEmailVerified?: boolean;
  hasPicture?: boolean;
}

/** The application that every provider knows. */
export const CLIENT = { id: 'client-1', secret: 'secret-1' };

/** One request to a provider: `/network/path`. */
export interface FakeCall {
  network: string;
  path: string;
  /** Of the address and of the body. */
  fields: URLSearchParams;
  request: IncomingMessage;
}

export type FakeAnswer = { status?: number; redirect?: string; json?: unknown; body?: Buffer | string; type?: string };

/** What providers share. */
export interface FakeGround {
  url: string;
  person: FakePerson;
  grants: FakeGrants;
}

/** @throws what a provider would refuse with */
export function insist(holds: boolean, why: string): void {
  if (!holds) throw new Error(why);
}

export const NOT_FOUND: FakeAnswer = { status: 404, json: { error: 'not_found' } };

/** Networks that know people by two names. */
export function namesOf({ name }: FakePerson): { first_name: string; last_name: string } {
  const [first = '', ...last] = name.split(' ');
  return { first_name: first, last_name: last.join(' ') };
}
