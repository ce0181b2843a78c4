import { type IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'node:net';

/** How often connections are looked at, in milliseconds. */
const LOOK = { always: 5_000, draining: 100 };
/** Whoever keeps a connection may ask once more within this when the process stops, and is told then that it ends. */
const ONE_MORE = 2_000;
/** The head of a request comes in one piece; who needs longer for it, in milliseconds, sends it letter by letter. */
const HEAD = 10_000;
/** A request that is not here, or an answer that is not taken, after this must at least move at a pace that a bad line keeps: else it is meant to hold us. */
const SLOW = { after: 15_000, bytesPerSecond: 512 };

interface State {
  /** Requests on it that are not answered to the end. */
  underWay: number;
  /** When something last happened. */
  at: number;
  /** Since when there are bytes that are no request yet. */
  headSince: number | undefined;
  /** The request that is being read, since when, and how much had come before it. */
  reading: { request: IncomingMessage; since: number; from: number } | undefined;
  bytes: number;
  /** An answer that waits to be taken: since when, how much had been taken by then, and how much had come in. */
  giving: { since: number; from: number; heard: number } | undefined;
  isUpgraded: boolean;
}

/** The server's connections: those that only hold a place are ended, and when the process stops, each after its last answer. */
export class Connections {
  private readonly states = new Map<Socket, State>();
  private timer: NodeJS.Timeout | undefined;
  private isDraining = false;

  constructor(private readonly server: HttpServer) {
    // Node looks at its own limits every 30 s only: those below are ours, and this is for a body that keeps coming without an end.
    server.requestTimeout = 300_000;
    // Who takes nothing of an answer for so long is gone.
    server.setTimeout(20_000);
    // Longer than a proxy keeps an idle connection, so that it never sends into one that is being closed.
    server.keepAliveTimeout = 65_000;
    server.maxHeadersCount = 100;
    server.on('connection', (socket: Socket) => this.watch(socket));
    server.on('upgrade', (_request, socket) => {
      // Node took its own listener away: unheard, a reset of the connection would end the process.
      socket.on('error', () => undefined);
      const state = this.states.get(socket as Socket);
      if (state !== undefined) state.isUpgraded = true;
      // A process without sockets has nobody else to whom the connection could be handed.
      if (server.listenerCount('upgrade') === 1) socket.destroy();
    });
    server.prependListener('request', (request, response) => {
      const state = this.states.get(request.socket);
      if (state === undefined) return;
      state.underWay += 1;
      state.headSince = undefined;
      state.bytes = request.socket.bytesRead;
      state.reading = { request, since: performance.now(), from: request.socket.bytesRead };
      response.once('close', () => {
        state.underWay -= 1;
        state.reading = undefined;
        state.bytes = request.socket.bytesRead;
        state.at = performance.now();
      });
    });
    this.timer = setInterval(() => this.look(), LOOK.always).unref();
  }

  /** How many there are. */
  get count(): number {
    return this.states.size;
  }

  /**
   * Stops listening and resolves when every connection has ended. None is cut while a request may be on its way: its next answer says
   * that it is the last; what stays silent is closed after a moment.
   */
  async drain(): Promise<void> {
    this.isDraining = true;
    clearInterval(this.timer);
    this.timer = setInterval(() => this.look(), LOOK.draining);
    // Not HttpServer's own `close`, which cuts idle connections at once.
    await new Promise<void>((resolve) => Server.prototype.close.call(this.server, () => resolve()));
    clearInterval(this.timer);
  }

  private watch(socket: Socket): void {
    this.states.set(socket, {
      underWay: 0,
      at: performance.now(),
      headSince: undefined,
      reading: undefined,
      bytes: 0,
      giving: undefined,
      isUpgraded: false,
    });
    socket.once('close', () => this.states.delete(socket));
  }

  private look(): void {
    // After this turn's reading: what has arrived is not idle.
    setImmediate(() => {
      const now = performance.now();
      for (const [socket, state] of this.states) {
        if (socket.bytesRead !== state.bytes) {
          if (state.underWay === 0 && !state.isUpgraded) state.headSince ??= now;
          state.bytes = socket.bytesRead;
          state.at = now;
        }
        if (isHolding(socket, state, now) || isKnocking(socket, state, now) || (this.isDraining && isSilent(state, now))) socket.destroy();
      }
    });
  }
}

function isSilent({ underWay, at, isUpgraded }: State, now: number): boolean {
  return underWay === 0 && !isUpgraded && now - at > ONE_MORE;
}

function isHolding(socket: Socket, { reading, headSince }: State, now: number): boolean {
  if (headSince !== undefined && now - headSince > HEAD) return true;
  if (reading === undefined || reading.request.complete) return false;
  const seconds = (now - reading.since) / 1000;
  return seconds * 1000 > SLOW.after && (socket.bytesRead - reading.from) / seconds < SLOW.bytesPerSecond;
}

/**
 * Node ends a connection on which an answer does not move, unless something comes in: whoever sends a byte now and then while a whole
 * answer waits for him keeps it for ever.
 */
function isKnocking(socket: Socket, state: State, now: number): boolean {
  if (socket.writableLength === 0) {
    state.giving = undefined;
    return false;
  }
  const taken = socket.bytesWritten - socket.writableLength;
  const { since, from, heard } = (state.giving ??= { since: now, from: taken, heard: socket.bytesRead });
  const seconds = (now - since) / 1000;
  if (seconds * 1000 <= SLOW.after) return false;
  if (socket.bytesRead > heard && (taken - from) / seconds < SLOW.bytesPerSecond) return true;
  state.giving = { since: now, from: taken, heard: socket.bytesRead };
  return false;
}
