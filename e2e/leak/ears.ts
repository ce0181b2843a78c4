import { eventually } from '@veche/platform/testing';
import { type Socket, io } from 'socket.io-client';

/** Somebody who listens to everything that a portal says on a socket, and asked it for these topics. */
export class Ears {
  /** Every frame that the portal sent by itself, as text. */
  readonly frames: string[] = [];
  private readonly socket: Socket;
  private answers = 0;

  constructor(
    url: string,
    cookie: string,
    private readonly topics: readonly string[],
  ) {
    this.socket = io(url, { transports: ['websocket'], forceNew: true, extraHeaders: { origin: url, cookie } });
    this.socket.onAny((...frame: unknown[]) => this.frames.push(JSON.stringify(frame)));
    this.socket.on('connect', () => {
      this.answers = 0;
      const subjects = [...topics.map((topic) => ({ topic })), { list: {} }];
      for (const subject of subjects)
        this.socket.emit('watch', { subject, since: 0 }, (answer: unknown) => {
          this.answers += 1;
          this.frames.push(JSON.stringify(answer));
        });
    });
  }

  /** Everything was asked for and answered. */
  async connected(): Promise<void> {
    await eventually(() => this.answers > this.topics.length, 60_000);
  }

  close(): void {
    this.socket.disconnect();
  }
}
