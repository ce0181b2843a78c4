import { Injectable } from '@nestjs/common';
import { Refusal, logger } from '@veche/platform';
import { ACCESS, type Access, refusalOf } from '@veche/visibility';
import { ZodError } from 'zod';
import { LiveMessages } from '../watching/live.messages.js';
import type { LiveSocket } from './live-socket.js';

/** The mark that `@SubscribeMessage` leaves on a method: the message's name. */
const MESSAGE = 'message';
/** Who asks so many times for more than they may is sent away. */
const MOST_REFUSED = 100;

interface Entry {
  access: Access;
  run(socket: LiveSocket, input: unknown): Promise<object>;
}

/** What a message is answered with. */
export type Answer = ({ ok: true } & object) | { ok: false; code: string };

/**
 * The one way of a message from a browser: counted, looked up in the table of access, checked, done, answered. Nothing that a browser
 * sends becomes an event of ours, so no name of one can mean anything (attack cases 21 and 44).
 */
@Injectable()
export class Dispatcher {
  private readonly entries = new Map<string, Entry>();

  constructor(messages: LiveMessages) {
    const prototype = LiveMessages.prototype as unknown as Record<string, (socket: LiveSocket, input: unknown) => Promise<object>>;
    for (const name of Object.getOwnPropertyNames(prototype)) {
      const method = prototype[name]!;
      const message: unknown = Reflect.getMetadata(MESSAGE, method);
      const access = Reflect.getMetadata(ACCESS, method) as Access | undefined;
      if (typeof message !== 'string') continue;
      if (access === undefined) throw new Error(`Declare who may call (@Allow): socket message ${name}`);
      this.entries.set(message, { access, run: (socket, input) => method.call(messages, socket, input) });
    }
  }

  /** Takes every message of this socket. */
  listen(socket: LiveSocket): void {
    socket.use((packet) => {
      const [name, ...rest] = packet as unknown[];
      const last = rest.at(-1);
      const answer = typeof last === 'function' ? (rest.pop() as (answer: Answer) => void) : undefined;
      void this.take(socket, name, rest).then((said) => answer?.(said));
    });
  }

  private async take(socket: LiveSocket, name: unknown, rest: unknown[]): Promise<Answer> {
    if (!socket.data.bucket.take()) {
      if (socket.data.bucket.refused > MOST_REFUSED) socket.disconnect(true);
      return { ok: false, code: 'LIMITED' };
    }
    const entry = typeof name === 'string' && rest.length === 1 ? this.entries.get(name) : undefined;
    if (entry === undefined) return { ok: false, code: 'INVALID' };
    const refusal = refusalOf(entry.access, socket.data.viewer);
    if (refusal !== undefined) return { ok: false, code: refusal.code };
    try {
      return { ok: true, ...(await entry.run(socket, rest[0])) };
    } catch (error) {
      return { ok: false, code: codeOf(error) };
    }
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Refusal) return error.code;
  if (error instanceof ZodError) return 'INVALID';
  logger.error({ error: error instanceof Error ? error.stack : String(error) }, 'a message of a socket failed');
  return 'INTERNAL';
}
