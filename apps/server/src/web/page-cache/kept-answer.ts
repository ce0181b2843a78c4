import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Encoding, KeptPage } from './kept-page.js';
import { remembered } from './remembered.js';

const WHEN_KEPT = {
  // Whoever keeps it asks us each time, with the cookies and languages of whoever wants it; the tag makes the answer short.
  'cache-control': 'public, max-age=0, must-revalidate',
  vary: 'Accept-Encoding, Accept-Language, Cookie',
};

/**
 * Answers a GET or HEAD with a kept page: 304 to whoever has it, else in the best encoding that they take.
 * @returns undefined when it is sent already: a promise each would be felt
 */
export function sendKept(
  page: KeptPage,
  request: IncomingMessage,
  response: ServerResponse,
  more: Readonly<Record<string, string>> = {},
): Promise<void> | undefined {
  const headers = { ...more, ...WHEN_KEPT, etag: page.etag };
  const ifNoneMatch = request.headers['if-none-match'];
  if (ifNoneMatch !== undefined && isAmong(page.etag, ifNoneMatch)) {
    response.writeHead(304, headers).end();
    return undefined;
  }
  const encoding = encodingFor(String(request.headers['accept-encoding'] ?? ''));
  const send = (body: Buffer): void => {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-length': body.length,
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const body = page.as(encoding);
  return Buffer.isBuffer(body) ? void send(body) : body.then(send);
}

/** What proxies that compress put at a tag's end, inside its quotes (Apache's mod_deflate and mod_brotli), and send back to us so. */
const ENDINGS = ['', '-gzip', '-br'];

/** Weakly compared, as GET is (RFC 9110 §13.1.2); proxies make weak tags strong and add their endings. */
function isAmong(etag: string, header: string): boolean {
  const opaque = etag.slice(2, -1);
  const forms = ENDINGS.map((ending) => `${opaque}${ending}"`);
  return header === '*' || header.split(',').some((tag) => forms.includes(tag.trim().replace(/^W\//, '')));
}

/** The shortest last. */
const ENCODINGS: readonly Encoding[] = ['identity', 'gzip', 'br'];

/** The encoding with the greatest weight, the shortest among equals (RFC 9110 §12.5.3). */
export const encodingFor = remembered((header: string): Encoding => {
  const weights = new Map<string, number>();
  for (const part of header.slice(0, 300).toLowerCase().split(',')) {
    const [name = '', weight] = part.split(';').map((piece) => piece.trim());
    weights.set(name, weight?.startsWith('q=') ? Number(weight.slice(2)) || 0 : 1);
  }
  const of = (name: Encoding) => weights.get(name) ?? weights.get('*') ?? (name === 'identity' ? 0.001 : 0);
  return ENCODINGS.reduce((best, encoding) => (of(encoding) > 0 && of(encoding) >= of(best) ? encoding : best));
});
