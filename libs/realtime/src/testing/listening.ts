import { eventually } from '@veche/platform/testing';
import type { Socket } from 'socket.io-client';
import type { Frame, Frames } from '../socket/live-socket.js';
import type { Answer } from '../socket/dispatcher.js';
import type { Watched } from '../watching/watches.js';
import type { Wanted } from '../watching/subject.js';

/** A browser's end of a socket, which remembers what it was told. */
export class Listening {
  /** Rejects with the refusal. */
  readonly connected: Promise<void>;
  readonly frames: Frame[] = [];
  /** Cursor of the last message, by watch. */
  readonly cursors = new Map<string, string>();
  readonly messages: Frames[] = [];
  inbox = 0;
  again: number | undefined;
  ended: string | undefined;

  constructor(readonly socket: Socket) {
    this.connected = new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    socket.on('frames', (told: Frames) => {
      this.messages.push(told);
      this.take(told);
    });
    socket.on('inbox', () => this.inbox++);
    socket.on('again', (within: number) => (this.again = within));
    socket.on('disconnect', (reason) => (this.ended = reason));
  }

  /** Any message, and what it was answered with. */
  say(name: string, ...input: unknown[]): Promise<Answer> {
    return this.socket.timeout(5_000).emitWithAck(name, ...input) as Promise<Answer>;
  }

  /** @throws when refused */
  async watch(subject: Wanted, from: { after?: string; since?: number } = {}): Promise<Watched> {
    const answer = (await this.say('watch', { subject, ...from })) as Answer & Watched;
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    this.take(answer);
    return answer;
  }

  /** Waits until so many signals came. */
  heard(count: number): Promise<Frame[]> {
    return eventually(() => this.frames.length >= count && this.frames);
  }

  /** Waits for a signal of this sort. */
  frame(isIt: (frame: Frame) => boolean): Promise<Frame> {
    return eventually(() => this.frames.find(isIt));
  }

  close(): void {
    this.socket.disconnect();
  }

  private take({ watch, cursor, frames }: Pick<Frames, 'watch' | 'cursor' | 'frames'>): void {
    this.frames.push(...frames);
    this.cursors.set(watch, cursor);
  }
}
