import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Config, type Metrics, hashToken } from '@veche/platform';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Answers Prometheus. The numbers tell of what is closed, too (how much waits, how much is written), so that they are given only to who
 * holds METRICS_TOKEN; without one, only to a program on this machine that comes through no proxy.
 * @returns false, and nothing was answered, when this caller may not read them
 */
export async function scrape(metrics: Metrics, config: Config, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (!mayRead(config.METRICS_TOKEN, request)) return false;
  const { type, body } = await metrics.text();
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  return true;
}

function mayRead(token: string | undefined, { headers, socket }: IncomingMessage): boolean {
  if (token === undefined) {
    const isPassedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
    return LOOPBACK.test(socket.remoteAddress ?? '') && !isPassedOn;
  }
  // Compared as hashes: equal in length, and in constant time.
  return timingSafeEqual(hashToken(headers.authorization ?? ''), hashToken(`Bearer ${token}`));
}
