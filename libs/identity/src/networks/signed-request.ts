import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE } from '@veche/platform';

/** A request is believed for this long after Facebook says it was made. */
const BELIEVED = 60 * MINUTE;

/**
 * The subject of a `signed_request` that Facebook posts: `signature.payload`, both base64url, the signature HMAC-SHA256 of the payload's
 * text by the application's secret. Undefined when it is not Facebook's, or old.
 */
export function subjectOfSignedRequest(text: unknown, secret: string, now: Date): string | undefined {
  if (typeof text !== 'string' || text.length > 4_096) return undefined;
  const [signature = '', payload = '', more] = text.split('.');
  const given = Buffer.from(signature, 'base64url');
  const right = createHmac('sha256', secret).update(payload).digest();
  if (more !== undefined || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  try {
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const { algorithm, user_id: subject, issued_at: issued } = said;
    const isHmac = typeof algorithm === 'string' && algorithm.toUpperCase() === 'HMAC-SHA256';
    const isOld = typeof issued === 'number' && issued * 1_000 < now.getTime() - BELIEVED;
    return isHmac && !isOld && typeof subject === 'string' && /^\d{1,30}$/.test(subject) ? subject : undefined;
  } catch {
    return undefined;
  }
}
