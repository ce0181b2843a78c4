import { Agent, type IncomingMessage, type Server, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { Connections } from '../http/connections.js';
import { dearDocuments } from './dear-documents.js';
import type { Operations } from './operations.js';

const LARGEST = 1024 * 1024;
const SMALL = Buffer.from(JSON.stringify({ query: '{ site { name } }' }));
const LARGE = Buffer.from(JSON.stringify({ query: `{ site { name } } #${'x'.repeat(2 * LARGEST)}` }));

describe('a body of 2 MB', () => {
  let server: Server;
  let port: number;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  beforeAll(async () => {
    const app = express();
    const knowsNothing = { knows: () => false } as unknown as Operations;
    app.use(
      '/graphql',
      ...dearDocuments(knowsNothing, LARGEST),
      (_request: unknown, response: express.Response) => void response.end('heard'),
    );
    server = app.listen(0, '127.0.0.1');
    new Connections(server);
    await new Promise((listens) => server.once('listening', listens));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    agent.destroy();
    await new Promise((closed) => server.close(closed));
  });

  function send(body: Buffer, headers: Record<string, string | number>): Promise<{ status: number | undefined; text: string }> {
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path: '/graphql', method: 'POST', agent };
      const sent = request({ ...options, headers: { 'content-type': 'application/json', ...headers } }, (answer: IncomingMessage) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.once('end', () => resolve({ status: answer.statusCode, text }));
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  it.each([
    ['whose length is told', LARGE, { 'content-length': LARGE.length }],
    ['whose length is not told', LARGE, { 'transfer-encoding': 'chunked' }],
    ['that is small until it is unpacked', gzipSync(LARGE), { 'content-encoding': 'gzip' }],
  ])('%s is answered with 413 in the shape of GraphQL, each time, and the next on its connection is heard', async (_, body, headers) => {
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all([0, 1, 2, 3].flatMap(() => [send(body, headers), send(SMALL, {})]));
      expect(answers.map(({ status }) => status)).toEqual([413, 200, 413, 200, 413, 200, 413, 200]);
      const [refused, heard] = answers;
      expect(JSON.parse(refused!.text)).toEqual({ errors: [{ message: `At most ${LARGEST} bytes`, extensions: { code: 'INVALID' } }] });
      expect(heard!.text).toBe('heard');
    }
  });

  it('is refused before it has come, and the rest of it spoils nothing of what follows', async () => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => (heard += text));
    const said = (words: string) =>
      new Promise<void>((resolve) => {
        const look = () => heard.includes(words) && (socket.off('data', look), resolve());
        socket.on('data', look);
        look();
      });
    const head = (length: number) =>
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
    socket.write(head(LARGE.length));
    socket.write(LARGE.subarray(0, LARGEST));
    await said('413');
    // The rest, and right behind it the next request.
    socket.write(LARGE.subarray(LARGEST));
    socket.write(head(SMALL.length));
    socket.write(SMALL);
    await said('heard');
    expect(heard.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413', 'HTTP/1.1 200']);
    socket.destroy();
  });
});
