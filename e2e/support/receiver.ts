import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** What a CRM of a customer would be: takes webhooks, verifies them, keeps each id once. */
export interface Receiver {
  url: string;
  secret: string;
  /** Bodies by webhook-id, in the order of their first arrival. */
  received: Map<string, { type: string; data: Record<string, unknown> }>;
  /** Requests whose signature did not verify. */
  refused: number;
  close(): Promise<void>;
}

/** Listens on a free port of this machine, at one of its own addresses. */
export async function startReceiver(address = '127.0.0.1'): Promise<Receiver> {
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
  const webhook = new Webhook(secret);
  const receiver: Receiver = { url: '', secret, received: new Map(), refused: 0, close: async () => undefined };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      try {
        const verified = webhook.verify(body, request.headers as Record<string, string>) as { type: string; data: Record<string, unknown> };
        const id = String(request.headers['webhook-id']);
        if (!receiver.received.has(id)) receiver.received.set(id, verified);
        response.writeHead(204).end();
      } catch {
        receiver.refused += 1;
        response.writeHead(401).end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  receiver.url = `http://${address}:${(server.address() as AddressInfo).port}/interactions`;
  receiver.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return receiver;
}
