import type { IncomingMessage } from 'node:http';
import { networkOf } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { slim } from '../rights/rights.js';
import { Bucket } from './bucket.js';
import { type LiveServer, personRoom } from './live-socket.js';

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

/** Decides who gets a socket, before and after the handshake. */
export class Door {
  private readonly counts = new Map<string, number>();
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
    io.engine.on('connection', (raw: { request: IncomingMessage; once(event: 'close', listener: () => void): void }) => {
      const network = this.networkOf(raw.request);
      this.counts.set(network, (this.counts.get(network) ?? 0) + 1);
      raw.once('close', () => {
        const left = this.counts.get(network)! - 1;
        if (left === 0) this.counts.delete(network);
        else this.counts.set(network, left);
      });
    });
    io.use((socket, next) => {
      const words = this.facts.words();
      this.facts.viewerOf(socket.request).then(
        (viewer) => {
          const isCrowded =
            viewer.personId !== null && (io.of('/').adapter.rooms.get(personRoom(viewer.personId))?.size ?? 0) >= PER_PERSON;
          if (isCrowded) return next(new Refused('LIMITED'));
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
    return this.isClosed || (this.counts.get(this.networkOf(request)) ?? 0) >= this.facts.perAddress;
  }

  private networkOf(request: IncomingMessage): string {
    return networkOf(this.facts.addressOf(request));
  }
}
