import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A service inside the company that nobody outside may make the portal talk to. */
export interface Trap {
  port: number;
  /** Connections that came about, whatever was said on them. */
  caught: number;
  close(): Promise<void>;
}

/** Listens on every address of this machine. */
export async function setTrap(): Promise<Trap> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    trap.caught += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
  });
  const trap: Trap = {
    port: 0,
    caught: 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', () => server.listen(0, '0.0.0.0', resolve).once('error', reject)).listen(0, '::', resolve);
  });
  trap.port = (server.address() as AddressInfo).port;
  return trap;
}

/** Sends everybody on to somewhere else, and counts them. */
export async function startRedirector(address: string, to: () => string): Promise<{ url: string; asked: number; close(): Promise<void> }> {
  const server = http.createServer((_request, response) => {
    redirector.asked += 1;
    response.writeHead(302, { location: to() }).end();
  });
  const redirector = {
    url: '',
    asked: 0,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  redirector.url = `http://${address}:${(server.address() as AddressInfo).port}`;
  return redirector;
}
