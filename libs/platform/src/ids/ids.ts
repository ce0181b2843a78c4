import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new UUIDv7: sorts by the moment it was made (RFC 9562). Later ids of one process are greater even within a millisecond. */
export function newId(): string {
  return v7();
}

/**
 * A topic's key in its address: 8 characters of Crockford's base32, random. A running number would tell
 * how much is hidden between two visible topics.
 */
export function newTopicKey(): string {
  return Array.from(randomBytes(8), (byte) => CROCKFORD[byte % 32]).join('');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Is it the text of a UUID? Checked before an id from outside reaches SQL. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}
