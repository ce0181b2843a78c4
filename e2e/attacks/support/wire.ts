import http from 'node:http';
import https from 'node:https';

/** A request as it goes over the wire: nothing of it is made proper on the way. */
export interface Sent {
  method?: string;
  /** As written, also `//graphql` or `/%61dmin`. */
  path: string;
  /** `host` too. */
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** An address of this machine to come from. */
  from?: string | undefined;
}

export interface Heard {
  status: number;
  headers: Headers;
  body: Buffer;
  text: string;
}

/** Sends exactly this. */
export function send(base: string, { method = 'GET', path, headers = {}, body, from }: Sent): Promise<Heard> {
  const { protocol, hostname, port } = new URL(base);
  const { request } = protocol === 'https:' ? https : http;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method, path, agent: false, headers: { ...length, ...headers } } as const;
    const asked = request({ ...options, ...(from !== undefined && { localAddress: from, family: 4 }) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const all = Buffer.concat(chunks);
        resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer.rawHeaders), body: all, text: all.toString('utf8') });
      });
    });
    // Another protocol from here on: that it was agreed to is all that is looked at.
    asked.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: headersOf(answer.rawHeaders), body: Buffer.alloc(0), text: '' });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i]!, raw[i + 1]!);
  return headers;
}
