import { codeOf } from './database.js';

/** A database that is gone, going or full says so by these; what a statement did wrong is said by others. */
const SQLSTATES = /^(57P0[1-5]|08...|53300)$/;
const SYSTEM = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** `pg` gives these no code. */
const WORDS = /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|Client (has encountered|was closed))/;

/** Whether this error means that the database could not be reached, so that the same request may work in a moment. */
export function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const code = codeOf(error);
  if (code !== undefined && (SQLSTATES.test(code) || SYSTEM.has(code))) return true;
  return ('message' in error && WORDS.test(String(error.message))) || ('driverError' in error && isAway(error.driverError));
}
