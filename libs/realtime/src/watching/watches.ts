import { Injectable } from '@nestjs/common';
import { Refusal, Secrets } from '@veche/platform';
import type { z } from 'zod';
import { cursorOf, positionOf } from '../news/cursor.js';
import { type News, NewsReader, concerns } from '../news/news.reader.js';
import { Recent } from '../news/recent.js';
import { Speaker } from '../news/speaker.js';
import { Rights } from '../rights/rights.js';
import type { Frame, LiveSocket, Watch } from '../socket/live-socket.js';
import { type Subject, roomOf, type watchSchema } from './subject.js';

/** One socket watches at most so many things: a page watches one. */
const MOST_WATCHED = 20;
/** More than this is not caught up with: the page is loaded anew. */
const MOST_MISSED = 500;
/** The clock of whoever rendered the page may differ from ours by so many milliseconds. */
const CLOCKS = 1_000;

/** The answer to a watch. */
export interface Watched {
  watch: string;
  cursor: string;
  /** What was missed since `after` or `since`. */
  frames: Frame[];
  /** Too much was missed, or too long ago: load the page anew. */
  reload: boolean;
}

/** Begins and ends watches. A watch is a wish: any id may be watched, and the answer says nothing of what is there. */
@Injectable()
export class Watches {
  constructor(
    private readonly recent: Recent,
    private readonly news: NewsReader,
    private readonly speaker: Speaker,
    private readonly rights: Rights,
    private readonly secrets: Secrets,
  ) {}

  /** @throws Refusal LIMITED when the socket watches too much already */
  async begin(socket: LiveSocket, { subject, after, since }: z.infer<typeof watchSchema>): Promise<Watched> {
    const room = roomOf(subject);
    const { watches } = socket.data;
    if (!watches.has(room) && watches.size >= MOST_WATCHED)
      throw new Refusal('LIMITED', { en: 'This connection watches too much.', ru: 'Это соединение следит за слишком многим.' });
    const watch: Watch = { told: 0, catching: true };
    watches.set(room, watch);
    await socket.join(room);
    try {
      await this.recent.filled;
      const from = this.startOf(after, since);
      const { frames, upTo } = await this.missed(socket, subject, from ?? this.recent.head);
      const reload = from === undefined || frames.length > MOST_MISSED;
      watch.told = upTo;
      watch.catching = false;
      return { watch: room, cursor: cursorOf(this.secrets, upTo), frames: reload ? [] : frames, reload };
    } catch (error) {
      if (watches.get(room) === watch) await this.end(socket, subject);
      throw error;
    }
  }

  async end(socket: LiveSocket, subject: Subject): Promise<void> {
    const room = roomOf(subject);
    socket.data.watches.delete(room);
    await socket.leave(room);
  }

  /** Undefined when what the browser knows is too old. */
  private startOf(after: string | undefined, since: number | undefined): number | undefined {
    if (after === undefined) return since === undefined ? this.recent.head : this.recent.positionAt(since - CLOCKS);
    const position = positionOf(this.secrets, after);
    return position !== undefined && this.recent.covers(position) ? position : undefined;
  }

  /** What this socket may hear of what happened from here on, and up to where; asked about again while more is happening. */
  private async missed(socket: LiveSocket, subject: Subject, after: number): Promise<{ frames: Frame[]; upTo: number }> {
    const news: News[] = [];
    let known = after;
    do {
      const upTo = this.recent.head;
      const happenings = this.recent.after(known).filter((one) => concerns(subject, one));
      news.push(...(await this.news.about(subject, happenings)));
      known = Math.max(known, upTo);
      await this.rights.settled();
    } while (this.recent.after(known).some((one) => concerns(subject, one)));
    // Nothing waited since the log was looked at: what comes next is told by the speaker, once.
    return { frames: this.speaker.framesFor(socket, news, after), upTo: known };
  }
}
