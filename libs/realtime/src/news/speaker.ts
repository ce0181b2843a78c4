import { setImmediate as turn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Metrics, Secrets } from '@veche/platform';
import type { Frame, LiveServer, LiveSocket } from '../socket/live-socket.js';
import { cursorOf } from './cursor.js';
import { type News, frameFor, isOfRow, mayHear, withoutRepeats } from './news.reader.js';

/** Sockets told in one turn of the event loop: 14 to 30 µs each, so that nobody else waits longer than some 6 ms. */
const SLICE = 200;
/** From so many listeners on they are asked not to come all at once; then two hundred of them a second do. */
const CROWD = 100;
const LONGEST_SPREAD = 20_000;

/** Tells rooms what happened: each socket only what the gate lets it hear, each message encoded once for all who hear the same. */
@Injectable()
export class Speaker {
  private readonly told;

  constructor(
    private readonly secrets: Secrets,
    metrics: Metrics,
  ) {
    this.told = metrics.counter('veche_live_frames_total', 'Signals sent to sockets of this process');
  }

  /**
   * @param news in the order of the log
   * @param settled waits until no socket's rights are in doubt; asked again before each slice
   */
  async tell(io: LiveServer, room: string, news: readonly News[], settled: () => Promise<void>): Promise<void> {
    const last = news.at(-1)?.position;
    if (last === undefined) return;
    const members = [...(io.of('/').adapter.rooms.get(room) ?? [])];
    const cursor = cursorOf(this.secrets, last);
    const spread = members.length > CROWD ? Math.min(LONGEST_SPREAD, members.length * 5) : 0;
    for (let at = 0; at < members.length; at += SLICE) {
      await settled();
      const sockets = members.slice(at, at + SLICE).flatMap((id) => io.of('/').sockets.get(id) ?? []);
      for (const { frames, to } of this.grouped(sockets, room, news, last)) {
        io.local.to(to).emit('frames', { watch: room, cursor, frames, spread });
        this.told.inc(to.length);
      }
      if (at + SLICE < members.length) await turn();
    }
  }

  /** Who hears the same is told by one message. */
  private grouped(sockets: readonly LiveSocket[], room: string, news: readonly News[], last: number): { frames: Frame[]; to: string[] }[] {
    const groups = new Map<string, { frames: Frame[]; to: string[] }>();
    for (const socket of sockets) {
      const watch = socket.data.watches.get(room);
      if (watch === undefined || watch.catching || watch.told >= last) continue;
      const frames = this.framesFor(socket, watch.isRow ? news.filter(isOfRow) : news, watch.told);
      watch.told = last;
      if (frames.length === 0) continue;
      const key = JSON.stringify(frames);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { frames, to: [socket.id] });
      else group.to.push(socket.id);
    }
    return [...groups.values()];
  }

  /** What one socket may hear of the news after a position. */
  framesFor(socket: LiveSocket, news: readonly News[], after: number): Frame[] {
    const heard = news.filter((one) => one.position > after && mayHear(socket, one));
    return (heard.length > 1 ? withoutRepeats(heard) : heard).map((one) => frameFor(socket, one));
  }
}
