import { type Socket, io } from 'socket.io-client';

interface Told {
  watch: string;
  cursor: string;
  frames: { kind: string; topic: string; reply?: string }[];
}

/** A page's connection as the web's own is: goes on where it ended, at whichever process answers. */
export class LiveClient {
  /** Everything it was told, in order. */
  readonly heard: { topic: string; reply: string }[] = [];
  /** How often it was told to load the page anew, and how often it lost its connection. */
  reloads = 0;
  losses = 0;
  watching = 0;
  private readonly cursors = new Map<string, string>();
  private socket: Socket | undefined;
  private isClosed = false;

  /** @param urls processes; it begins with the first */
  constructor(
    private readonly urls: readonly string[],
    private readonly topics: readonly string[],
    private readonly headers: Record<string, string> = {},
  ) {
    this.connect(0);
  }

  get isLive(): boolean {
    return this.watching === this.topics.length;
  }

  close(): void {
    this.isClosed = true;
    this.socket?.disconnect();
  }

  private connect(at: number): void {
    if (this.isClosed) return;
    const url = this.urls[at % this.urls.length]!;
    const socket = io(url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      timeout: 3_000,
      extraHeaders: { origin: url, ...this.headers },
    });
    this.socket = socket;
    this.watching = 0;
    const names = new Map<string, string>();
    const again = (): void => {
      if (this.socket !== socket) return;
      this.socket = undefined;
      this.watching = 0;
      setTimeout(() => this.connect(at + 1), Math.random() * 500);
    };
    socket.on('connect', () => this.topics.forEach((topic) => void this.watch(socket, topic, names).catch(again)));
    socket.on('frames', (told: Told) => this.take(names.get(told.watch)!, told));
    socket.on('disconnect', () => (this.losses++, again()));
    socket.on('connect_error', again);
  }

  private async watch(socket: Socket, topic: string, names: Map<string, string>): Promise<void> {
    const after = this.cursors.get(topic);
    const answer = (await socket
      .timeout(3_000)
      .emitWithAck('watch', { subject: { topic }, ...(after === undefined ? { since: 0 } : { after }) })) as Told & {
      ok: boolean;
      reload: boolean;
    };
    if (!answer.ok) throw new Error('refused');
    names.set(answer.watch, topic);
    if (answer.reload) this.reloads++;
    this.take(topic, answer);
    this.watching++;
  }

  private take(topic: string, { cursor, frames }: Told): void {
    this.cursors.set(topic, cursor);
    for (const { kind, topic: about, reply } of frames) if (kind === 'reply') this.heard.push({ topic: about, reply: reply! });
  }
}
