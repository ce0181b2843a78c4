import type { Server as HttpServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { CONFIG, type Config, Metrics, PublicOrigin, logger } from '@veche/platform';
import { Server } from 'socket.io';
import { InboxFollower } from './inbox/inbox.follower.js';
import { Follower } from './news/follower.js';
import { Recent } from './news/recent.js';
import { Rights } from './rights/rights.js';
import { Pulse } from './signals/pulse.js';
import { type Channel, Signals } from './signals/signals.js';
import { type Cluster, joinCluster } from './socket/cluster.js';
import { Dispatcher } from './socket/dispatcher.js';
import { Door, type DoorFacts } from './socket/door.js';
import type { LiveServer, LiveSocket } from './socket/live-socket.js';

/** The log is looked at so often without a word of news, in milliseconds. */
const LOOK = 1_000;
/** All rights are asked about so often without a word of a change … */
const RIGHTS_LOOK = 60_000;
/** … and so often while no word can be heard. */
const RIGHTS_LOOK_DEAF = 4_000;
/** When the process stops, browsers come back at a random moment of this; nobody is waited for longer. */
const AGAIN_WITHIN = 3_000;

export interface RealtimeStart extends Pick<DoorFacts, 'addressOf' | 'viewerOf'> {
  /** Not yet listening. */
  server: HttpServer;
  databaseUrl: string;
}

/** Sockets of this process. */
@Injectable()
export class Realtime implements OnModuleDestroy {
  private io: LiveServer | undefined;
  private door: Door | undefined;
  private cluster: Cluster | undefined;
  private signals: Signals | undefined;
  private pulse: Pulse | undefined;
  private rightsAskedAt = 0;
  private closing: Promise<void> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly origin: PublicOrigin,
    private readonly follower: Follower,
    private readonly inbox: InboxFollower,
    private readonly rights: Rights,
    private readonly dispatcher: Dispatcher,
    private readonly recent: Recent,
    private readonly metrics: Metrics,
  ) {}

  /** Takes sockets on this server from when it listens, and begins to follow the log. */
  async start({ server, databaseUrl, addressOf, viewerOf }: RealtimeStart): Promise<void> {
    const door = new Door({
      addressOf,
      viewerOf,
      origin: () => this.origin.value,
      perAddress: this.config.SOCKETS_PER_ADDRESS,
      words: () => this.rights.words,
    });
    this.door = door;
    const io: LiveServer = new Server({
      serveClient: false,
      // No sticky sessions: a websocket is one connection to one process.
      transports: ['websocket'],
      allowRequest: door.mayKnock,
      maxHttpBufferSize: 8_192,
      perMessageDeflate: false,
      httpCompression: false,
      connectTimeout: 5_000,
      pingInterval: 25_000,
      pingTimeout: 20_000,
    });
    this.io = io;
    this.cluster = await joinCluster(io, databaseUrl, this.config.REDIS_URL);
    io.attach(server);
    door.guard(io);
    io.on('connection', (socket) => this.admit(socket));
    io.on('placed', () => this.pulse?.wake());
    for (const part of [this.follower, this.inbox, this.rights]) part.open(io);
    this.metrics.gauge('veche_sockets', 'Open sockets of this process', ['who'], () => this.counted());
    this.signals = new Signals(databaseUrl, (channel, word) => this.hear(channel, word));
    this.pulse = new Pulse((woken) => this.look(woken), LOOK);
    this.pulse.start();
  }

  /** How far this process read the log. */
  get position(): number {
    return this.recent.head;
  }

  /** Sends browsers to the other processes and ends, within five seconds. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  async onModuleDestroy(): Promise<void> {
    await this.close();
  }

  private async end(): Promise<void> {
    if (this.io === undefined) return;
    const { io } = this;
    this.door!.close();
    io.local.emit('again', AGAIN_WITHIN);
    for (const end = Date.now() + AGAIN_WITHIN + 500; io.of('/').sockets.size > 0 && Date.now() < end;) await pause(50);
    await this.pulse?.stop();
    this.follower.close();
    // Not io.close(): it would close the server, which is not ours.
    io.local.disconnectSockets(true);
    io.engine.close();
    await Promise.all([io.of('/').adapter.close(), this.signals?.stop()]);
    await this.cluster?.close();
  }

  private admit(socket: LiveSocket): void {
    this.dispatcher.listen(socket);
    this.rights.admit(socket, socket.data.words);
    forgetRequest(socket);
  }

  private hear(channel: Channel, word: string): void {
    if (channel === 'veche_rights') this.rights.changed(word);
    else this.pulse?.wake();
  }

  /** One look at everything that may have moved. */
  private async look(woken: boolean): Promise<boolean> {
    try {
      if (await this.signals!.listen()) this.rights.changed('');
      const since = Date.now() - this.rightsAskedAt;
      if (since > (this.signals!.isListening ? RIGHTS_LOOK : RIGHTS_LOOK_DEAF)) {
        this.rightsAskedAt = Date.now();
        this.rights.begin();
      }
      const hasMore = await this.follower.advance();
      // Found by the clock: the others may not have heard of it either.
      if (hasMore && !woken && !this.signals!.isListening) this.io!.serverSideEmit('placed');
      await this.inbox.advance();
      return hasMore;
    } catch (error) {
      logger.warn({ error: String(error) }, 'sockets have no news: the database is away');
      return false;
    }
  }

  private counted(): { labels: { who: string }; value: number }[] {
    const all = this.io!.of('/').sockets.size;
    const people = this.rights.signedIn().length;
    return [
      { labels: { who: 'people' }, value: people },
      { labels: { who: 'visitors' }, value: all - people },
    ];
  }
}

/** The handshake’s request would live as long as the socket: one kilobyte of fifteen. */
function forgetRequest(socket: LiveSocket): void {
  const { conn, handshake } = socket as unknown as { conn: { request?: unknown }; handshake: { headers: object } };
  conn.request = undefined;
  handshake.headers = {};
}
