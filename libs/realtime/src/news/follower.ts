import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { type Interaction, InteractionLog } from '@veche/interactions';
import { Database, Metrics, logger } from '@veche/platform';
import type { LiveServer } from '../socket/live-socket.js';
import { Rights } from '../rights/rights.js';
import { type Subject, listOfRoom, roomOf } from '../watching/subject.js';
import { type Happening, happeningIn } from './happening.js';
import { NewsReader } from './news.reader.js';
import { Recent } from './recent.js';
import { Speaker } from './speaker.js';
import { Windows } from './windows.js';

/** Read from the log in one go. */
const BATCH = 500;
/** Positions before the head that are read when the process starts, so that a connection that another process lost is caught up here. */
const PAST = 5_000;
/** One room is told at most so often, in milliseconds. */
const WINDOW = 200;
const TRY_AGAIN = 500;

/**
 * Follows the log with a position of its own and tells the rooms of this process. The log is the truth; whatever wakes the follower may
 * be lost without losing anything.
 */
@Injectable()
export class Follower {
  private started = false;
  private windows: Windows<Happening> | undefined;
  private io: LiveServer | undefined;
  private readonly delay;

  constructor(
    private readonly database: Database,
    private readonly log: InteractionLog,
    private readonly recent: Recent,
    private readonly news: NewsReader,
    private readonly speaker: Speaker,
    private readonly rights: Rights,
    metrics: Metrics,
  ) {
    const buckets = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5];
    this.delay = metrics.histogram('veche_live_delay_seconds', 'From the record of an interaction to the signal about it', [], buckets);
  }

  open(io: LiveServer): void {
    this.io = io;
    this.windows = new Windows((room, gathered) => this.tell(room, gathered), WINDOW);
  }

  close(): void {
    this.windows?.close();
    this.windows = undefined;
  }

  /** Reads on. @returns whether there was something to read */
  async advance(): Promise<boolean> {
    if (!this.started) await this.remember();
    const batch = await this.log.read(this.database.main, this.recent.head, BATCH);
    for (const one of batch) this.take(one);
    return batch.length > 0;
  }

  /** Reads the end of the log that was there before this process, without telling anybody. */
  private async remember(): Promise<void> {
    this.recent.startAt(Math.max(0, (await this.log.head(this.database.main)) - PAST));
    for (;;) {
      const batch = await this.log.read(this.database.main, this.recent.head, BATCH);
      for (const one of batch) this.keep(one);
      if (batch.length < BATCH) break;
    }
    this.started = true;
    this.recent.complete();
  }

  private keep(one: Interaction): Happening | undefined {
    const happening = happeningIn(one);
    if (happening !== undefined) this.recent.add(happening);
    this.recent.head = one.position;
    return happening;
  }

  private take(one: Interaction): void {
    const happening = this.keep(one);
    if (happening === undefined) return;
    for (const room of this.roomsFor(happening)) this.windows?.add(room, happening);
  }

  /** Rooms of this process in which somebody is. */
  private roomsFor({ what, topicId }: Happening): string[] {
    const { rooms } = this.io!.of('/').adapter;
    if (what === 'asked') return [...rooms.keys()].filter((room) => listOfRoom(room) !== undefined);
    const room = roomOf({ topic: topicId });
    return rooms.has(room) ? [room] : [];
  }

  /** Tried until it is done: what was read from the log and not told would be lost to who stays connected. */
  private async tell(room: string, happenings: Happening[]): Promise<void> {
    const list = listOfRoom(room);
    const subject: Subject = list === undefined ? { topic: happenings[0]!.topicId } : { list };
    while (this.windows !== undefined) {
      try {
        await this.speaker.tell(this.io!, room, await this.news.about(subject, happenings), () => this.rights.settled());
        for (const { at } of happenings) this.delay.observe(Math.max(0, Date.now() - at) / 1000);
        return;
      } catch (error) {
        logger.warn({ error: String(error) }, 'a room could not be told and will be');
        await pause(TRY_AGAIN, undefined, { ref: false });
      }
    }
  }
}
