import { createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Connections } from './connections.js';

const UPGRADE = 'GET /anything HTTP/1.1\r\nHost: portal\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/** A server with its connections watched, and one client that asked it to become a socket. */
async function upgrading(work: (facts: { client: Socket; connections: Connections }) => Promise<void>, takes: boolean): Promise<void> {
  const server = createServer((_request, response) => response.end());
  const connections = new Connections(server);
  // As the process that has sockets: it takes the connection, and hears no errors of it yet.
  const taken = new Promise<void>((resolve) => takes && server.on('upgrade', () => resolve()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1', () => client.write(UPGRADE));
  client.on('error', () => undefined);
  try {
    if (takes) await taken;
    await work({ client, connections });
  } finally {
    client.destroy();
    await connections.drain();
  }
}

describe('a connection that asks to become a socket', () => {
  it('is ended where there are no sockets, instead of being held for ever', () =>
    upgrading(async ({ client, connections }) => {
      await new Promise<void>((resolve) => client.once('close', () => resolve()));
      for (let patience = 100; connections.count > 0 && patience > 0; patience -= 1) await pause(20);
      expect(connections.count).toBe(0);
    }, false));

  it('may be reset by who opened it: the process goes on', () =>
    upgrading(async ({ client, connections }) => {
      expect(connections.count).toBe(1);
      client.resetAndDestroy();
      for (let patience = 100; connections.count > 0 && patience > 0; patience -= 1) await pause(20);
      expect(connections.count).toBe(0);
    }, true));
});
