import { Injectable } from '@nestjs/common';
import { Refusal, Secrets } from '@veche/platform';
import type { z } from 'zod';
import { cursorOf, positionOf } from '../news/cursor.js';
import { type News, NewsReader, concerns } from '../news/news.reader.js';
import { Recent } from '../news/recent.js';
import { Speaker } from '../news/speaker.js';
import { Rights } from '../rights/rights.js';
import type { Frame, LiveSocket, Watch } from '../socket/live-socket.js';
import { type Subject, type Wanted, roomOf, type watchSchema } from './subject.js';

/** One socket watches at most so many things: a page watches one. */
const MOST_WATCHED = 20;
/** More than this is not caught up with: the page is loaded anew. */
const MOST_MISSED = 500;
/**
 * A browser knows when what it shows was true by so many milliseconds: clocks of processes differ, a commit comes after the moment that it
 * records, and an answer may be longer on its way than the page was. Too short and news is lost until something else happens; too
 * long and a page that was just made asks once for what it has.
 */
const GRACE = 5_000;
/** One socket watches at most the rows of this many pages of lists. */
const MOST_ROWS = 100;

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
    if ('rows' in subject) return this.beginRows(socket, subject.rows);
    const room = roomOf(subject);
    const { watches } = socket.data;
    const watched = [...watches.values()].filter(({ isRow }) => !isRow).length;
    if ((watches.get(room)?.isRow ?? true) && watched >= MOST_WATCHED) throw tooMuch();
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

  /**
   * Each row is in its topic's room, and only votes are told there. Nothing is caught up with: what was missed are numbers, and a page
   * that comes back asks for those of now.
   */
  private async beginRows(socket: LiveSocket, topics: readonly string[]): Promise<Watched> {
    await this.recent.filled;
    const { watches } = socket.data;
    const rooms = topics.map((topic) => roomOf({ topic })).filter((room) => !watches.has(room));
    const watched = [...watches.values()].filter(({ isRow }) => isRow).length;
    if (watched + rooms.length > MOST_ROWS) throw tooMuch();
    for (const room of rooms) watches.set(room, { told: this.recent.head, catching: false, isRow: true });
    await socket.join(rooms);
    return { watch: 'rows', cursor: cursorOf(this.secrets, this.recent.head), frames: [], reload: false };
  }

  async end(socket: LiveSocket, subject: Wanted): Promise<void> {
    const { watches } = socket.data;
    const rooms = ('rows' in subject ? subject.rows.map((topic) => roomOf({ topic })) : [roomOf(subject)])
      // Rows of a list end without ending the watch of a topic, and the other way round.
      .filter((room) => (watches.get(room)?.isRow ?? false) === 'rows' in subject);
    for (const room of rooms) watches.delete(room);
    // In one go: whoever watches some of them again with the next message is not put out afterwards.
    await Promise.all(rooms.map((room) => socket.leave(room)));
  }

  /** Undefined when what the browser knows is too old. */
  private startOf(after: string | undefined, since: number | undefined): number | undefined {
    if (after === undefined) return since === undefined ? this.recent.head : this.recent.positionAt(since - GRACE);
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

function tooMuch(): Refusal {
  return new Refusal('LIMITED', { en: 'This connection watches too much.', ru: 'Это соединение следит за слишком многим.' });
}
