import { io, type Socket } from 'socket.io-client';
import type { Frame, Live, Wish } from './live.ts';

const SECOND = 1_000;
/** A page that stands still for this long says so. */
const AWAY_AFTER = 20 * SECOND;
/** A tab that nobody looks at lets go of its connection after this long. */
const HIDDEN_AFTER = 300 * SECOND;
/** Who was refused waits at least this long, and up to twice as long. */
const REFUSED_WAIT = 60 * SECOND;

interface Told {
  watch: string;
  cursor: string;
  frames: Frame[];
  spread: number;
}
type Answer = { ok: false; code: string } | (Omit<Told, 'spread'> & { ok: true; reload: boolean });

/** A moment that others do not choose too. */
const sometime = (within: number) => Math.random() * within;

/** The page's one connection: comes back by itself, never together with all others, and goes on where it ended. */
export class Connection {
  private readonly socket: Socket;
  /** By the name that the portal gave to the watch. */
  private readonly watched = new Map<string, Wish>();
  private away: ReturnType<typeof setTimeout> | undefined;
  private hidden: ReturnType<typeof setTimeout> | undefined;
  private back: ReturnType<typeof setTimeout> | undefined;
  private connections = 0;

  constructor(private readonly live: Live) {
    this.socket = io({
      transports: ['websocket'],
      reconnectionDelay: SECOND,
      reconnectionDelayMax: 60 * SECOND,
      randomizationFactor: 0.7,
      timeout: 10 * SECOND,
    });
    this.socket.on('connect', () => this.onConnected());
    this.socket.on('disconnect', (reason) => this.onLost(reason));
    this.socket.on('connect_error', () => {
      // Refused by the portal, not out of reach: the client would not try again by itself.
      if (!this.socket.active) this.comeBack(REFUSED_WAIT + sometime(REFUSED_WAIT));
    });
    this.socket.on('frames', (told: Told) => this.onTold(told));
    this.socket.on('inbox', () => this.tellInbox());
    this.socket.on('again', (within: number) => {
      this.socket.disconnect();
      this.comeBack(sometime(within));
    });
    document.addEventListener('visibilitychange', () => this.onVisibility());
    // A page with an open connection is not kept for "back".
    addEventListener('pagehide', () => this.rest());
    addEventListener('pageshow', (event) => event.persisted && this.wake());
  }

  watch(wish: Wish): void {
    if (this.socket.connected) void this.ask(wish);
  }

  unwatch(wish: Wish): void {
    for (const [name, other] of this.watched) if (other === wish) this.watched.delete(name);
    const isWanted = [...this.live.wishes].some((other) => JSON.stringify(other.subject) === JSON.stringify(wish.subject));
    if (this.socket.connected && !isWanted) this.socket.emit('unwatch', { subject: wish.subject });
  }

  private async ask(wish: Wish): Promise<void> {
    const { subject, cursor, since } = wish;
    const from = 'rows' in subject ? {} : cursor === undefined ? { since: Math.round(since) } : { after: cursor };
    const answer = (await this.socket
      .timeout(10 * SECOND)
      .emitWithAck('watch', { subject, ...from })
      .catch(() => ({ ok: false, code: 'NETWORK' }))) as Answer;
    if (!this.live.wishes.has(wish)) return;
    if (!answer.ok) {
      if (answer.code !== 'INVALID') setTimeout(() => this.live.wishes.has(wish) && this.watch(wish), 5 * SECOND + sometime(5 * SECOND));
      return;
    }
    if ('rows' in subject) {
      // Numbers are not caught up with: after a lost connection those of now are asked for.
      if (cursor !== undefined) wish.hearing.missed();
    } else this.watched.set(answer.watch, wish);
    wish.cursor = answer.cursor;
    if (answer.reload) wish.hearing.missed();
    else if (answer.frames.length) wish.hearing.told(answer.frames, 0);
  }

  private onTold({ watch, cursor, frames, spread }: Told): void {
    const wish = this.watched.get(watch);
    if (!wish) {
      for (const rows of this.live.wishes) if ('rows' in rows.subject) rows.hearing.told(frames, spread);
      return;
    }
    wish.cursor = cursor;
    wish.hearing.told(frames, spread);
  }

  private onConnected(): void {
    clearTimeout(this.away);
    this.live.isAway.value = false;
    this.watched.clear();
    for (const wish of this.live.wishes) void this.ask(wish);
    // What came into the inbox meanwhile was told to nobody.
    if (this.connections++ > 0) setTimeout(() => this.tellInbox(), sometime(5 * SECOND));
  }

  private onLost(reason: string): void {
    clearTimeout(this.away);
    if (document.hidden) return;
    this.away = setTimeout(() => (this.live.isAway.value = true), AWAY_AFTER);
    // The portal closed it: rights changed, or the process ends.
    if (reason === 'io server disconnect') this.comeBack(SECOND + sometime(4 * SECOND));
  }

  private tellInbox(): void {
    for (const told of this.live.inbox) told();
  }

  private onVisibility(): void {
    clearTimeout(this.hidden);
    if (document.hidden) this.hidden = setTimeout(() => this.rest(), HIDDEN_AFTER);
    else this.wake();
  }

  private comeBack(after: number): void {
    clearTimeout(this.back);
    this.back = setTimeout(() => this.socket.connect(), after);
  }

  private rest(): void {
    clearTimeout(this.back);
    this.socket.disconnect();
    clearTimeout(this.away);
  }

  private wake(): void {
    if (!this.socket.active) this.comeBack(sometime(SECOND));
  }
}
