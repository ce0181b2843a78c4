import { Server as HttpServer } from 'node:http';
import { Server } from 'node:net';

/** Whoever keeps a connection may ask once more within this, in milliseconds, and is told then that it ends. */
const ONE_MORE = 1_000;

/**
 * Stops listening and resolves when every connection has ended. A connection is not cut while a request may be on its way: its next
 * answer says that it is the last; what stays silent is closed after a moment.
 */
export async function drain(server: HttpServer): Promise<void> {
  // Not HttpServer's own `close`, which cuts idle connections at once.
  const ended = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()));
  const timer = setTimeout(() => {
    server.closeIdleConnections();
    timer.refresh();
  }, ONE_MORE);
  await ended;
  clearTimeout(timer);
}
