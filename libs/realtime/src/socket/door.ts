import type { IncomingMessage } from 'node:http';
import { networkOf } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { slim } from '../rights/rights.js';
import { Bucket } from './bucket.js';
import type { LiveServer } from './live-socket.js';

/** Sockets of one person in one process: tabs and devices. */
const PER_PERSON = 10;

/** What the process that owns the port knows. */
export interface DoorFacts {
  /** The address of whoever asks, a trusted proxy's word believed. */
  addressOf(request: IncomingMessage): string;
  /** The same viewer that pages get (decision 24). */
  viewerOf(request: IncomingMessage): Promise<Viewer>;
  /** The portal's own origin. */
  origin(): string;
  /** Sockets of one network address in this process. */
  perAddress: number;
  /** How many words of changed rights came so far. */
  words(): number;
}

/** A refusal at the door, with its code; the browser waits long before it tries again. */
class Refused extends Error {
  readonly data: { code: string };
  constructor(code: 'LIMITED' | 'INTERNAL') {
    super(code);
    this.data = { code };
  }
}

interface Connection {
  once(event: 'close', listener: () => void): unknown;
}

/** One more of these, until the connection closes. */
function count(counts: Map<string, number>, name: string, connection: Connection): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
  connection.once('close', () => {
    const left = counts.get(name)! - 1;
    if (left === 0) counts.delete(name);
    else counts.set(name, left);
  });
}

/** Decides who gets a socket, before and after the handshake. */
export class Door {
  /** Open connections by network, and sockets by person. */
  private readonly networks = new Map<string, number>();
  private readonly people = new Map<string, number>();
  private isClosed = false;

  constructor(private readonly facts: DoorFacts) {}

  /** Before the handshake: a page of another site (attack case 38) and a network that has enough are refused. */
  mayKnock = (request: IncomingMessage, answer: (error: string | null | undefined, success: boolean) => void): void => {
    const refusal = this.isFromHere(request) ? (this.isFull(request) ? 'LIMITED' : null) : 'FORBIDDEN';
    answer(refusal, refusal === null);
  };

  /** Nobody comes in any more. */
  close(): void {
    this.isClosed = true;
  }

  guard(io: LiveServer): void {
    io.engine.on('connection', (raw: Connection & { request: IncomingMessage }) => count(this.networks, this.networkOf(raw.request), raw));
    io.use((socket, next) => {
      const words = this.facts.words();
      this.facts.viewerOf(socket.request).then(
        (viewer) => {
          // Who went away while we asked has nobody left to take them off the count.
          if (socket.conn.readyState !== 'open') return next(new Refused('INTERNAL'));
          // Looked at and counted in one go: ten that arrive together see each other.
          if (viewer.personId !== null) {
            if ((this.people.get(viewer.personId) ?? 0) >= PER_PERSON) return next(new Refused('LIMITED'));
            count(this.people, viewer.personId, socket.conn);
          }
          socket.data = { viewer: slim(viewer), words, bucket: new Bucket(), watches: new Map() };
          next();
        },
        () => next(new Refused('INTERNAL')),
      );
    });
  }

  /** Browsers always say where a socket is opened from; who says nothing is not one. */
  private isFromHere({ headers: { origin, host } }: IncomingMessage): boolean {
    if (origin === undefined || !URL.canParse(origin)) return false;
    return origin === this.facts.origin() || new URL(origin).host === host;
  }

  private isFull(request: IncomingMessage): boolean {
    return this.isClosed || (this.networks.get(this.networkOf(request)) ?? 0) >= this.facts.perAddress;
  }

  private networkOf(request: IncomingMessage): string {
    return networkOf(this.facts.addressOf(request));
  }
}
