import type { Verdict } from '../connector.js';

/** What an answer's status means for one delivery, and why (the error table in README.md). */
export function verdictOf(status: number): { verdict: Verdict; reason: string | null } {
  if (status >= 200 && status < 300) return { verdict: 'delivered', reason: null };
  // 408, 425, 429: the receiver says that it did not take it and that later is better.
  if (status === 408 || status === 425 || status === 429) return { verdict: 'waiting', reason: null };
  // Any server error may have come after the work was done.
  if (status >= 500) return { verdict: 'unknown', reason: null };
  if (status === 401 || status === 403) return { verdict: 'parked', reason: `credentials ${status}` };
  // Nothing lives at this address, or somewhere else does: not the fault of this delivery.
  if (status < 400 || status === 404 || status === 405 || status === 410) return { verdict: 'parked', reason: `address ${status}` };
  return { verdict: 'rejected', reason: `refused ${status}` };
}

/** A day: whoever asks for a longer rest is mistaken. */
const LONGEST_REST = 24 * 60 * 60;

/** Seconds of a Retry-After header, given as seconds or as a date (RFC 9110 §10.2.3); null when there is none that makes sense. */
export function retryAfterOf(header: string | string[] | undefined, now: Date): number | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  const at = / GMT$/.test(text) ? Date.parse(text) : NaN;
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : (at - now.getTime()) / 1000;
  return Number.isFinite(seconds) ? Math.min(LONGEST_REST, Math.max(0, Math.ceil(seconds))) : null;
}
