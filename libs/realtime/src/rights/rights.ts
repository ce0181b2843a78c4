import { Injectable } from '@nestjs/common';
import { ViewerService } from '@veche/identity';
import { Clock, Database, logger, sql } from '@veche/platform';
import { type Viewer, socketRooms } from '@veche/visibility';
import { type LiveServer, type LiveSocket, personRoom, sessionRoom } from '../socket/live-socket.js';

/** Asked about in one go. */
const MOST = 500;

/** Keeps what sockets may hear in step with what their people may see: a right that is lost closes its rooms at once. */
@Injectable()
export class Rights {
  private io: LiveServer | undefined;
  /** Checks under way; nobody is told anything before they end. */
  private readonly checks = new Set<Promise<void>>();
  /** How many words of changed rights came so far. */
  words = 0;

  constructor(
    private readonly database: Database,
    private readonly viewers: ViewerService,
    private readonly clock: Clock,
  ) {}

  open(io: LiveServer): void {
    this.io = io;
  }

  /**
   * Puts a new socket into the rooms that its viewer may hear.
   * @param words how many words of changed rights had come when its viewer was asked about; one that came since concerns it perhaps
   */
  admit(socket: LiveSocket, words: number): void {
    const { viewer } = socket.data;
    void socket.join(socketRooms(viewer));
    if (viewer.personId !== null) void socket.join(personRoom(viewer.personId));
    if (viewer.sessionId !== null) void socket.join(sessionRoom(viewer.sessionId));
    if (words !== this.words && viewer.personId !== null) this.begin([socket]);
  }

  /** @param word `p` and a person, `s` and a session that is over, or nothing: everybody (migrations, realtime) */
  changed(word: string): void {
    this.words++;
    if (word.startsWith('s')) this.io?.local.in(sessionRoom(word.slice(1))).disconnectSockets(true);
    else this.begin(word === '' ? this.signedIn() : this.inRoom(personRoom(word.slice(1))));
  }

  /** Asks about these sockets, or all. Until the answer is there nobody is told anything. */
  begin(sockets: LiveSocket[] = this.signedIn()): void {
    if (sockets.length === 0) return;
    const check = this.check(sockets).finally(() => this.checks.delete(check));
    this.checks.add(check);
  }

  /** When no right is in doubt. */
  async settled(): Promise<void> {
    while (this.checks.size > 0) await Promise.all(this.checks);
  }

  /** Sockets of this process. */
  all(): LiveSocket[] {
    return [...(this.io?.of('/').sockets.values() ?? [])];
  }

  /** Closes a room's sockets in every process: another may not have heard of the reason. */
  endEverywhere(room: string): void {
    this.io?.in(room).disconnectSockets(true);
  }

  signedIn(): LiveSocket[] {
    return this.all().filter(({ data }) => data.viewer.personId !== null);
  }

  private inRoom(room: string): LiveSocket[] {
    const { adapter, sockets } = this.io!.of('/');
    return [...(adapter.rooms.get(room) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }

  private async check(sockets: LiveSocket[]): Promise<void> {
    for (let at = 0; at < sockets.length; at += MOST) {
      const some = sockets.slice(at, at + MOST);
      try {
        await this.renew(some);
      } catch (error) {
        // What cannot be known is not granted; who comes back is asked at the door.
        logger.warn({ error: String(error), sockets: some.length }, 'the rights of sockets could not be asked about');
        for (const socket of some) socket.disconnect(true);
      }
    }
  }

  private async renew(sockets: LiveSocket[]): Promise<void> {
    const people = [...new Set(sockets.map(({ data }) => data.viewer.personId!))];
    const [viewers, sessions] = await Promise.all([this.viewers.ofPersons(people, 'web'), this.openSessions(sockets)]);
    const viewerOf = new Map(viewers.map((viewer) => [viewer.personId, viewer]));
    for (const socket of sockets) {
      const { personId, sessionId } = socket.data.viewer;
      const now = viewerOf.get(personId);
      if (sessionId !== null && !sessions.has(sessionId)) this.endEverywhere(sessionRoom(sessionId));
      else if (now === undefined) this.endEverywhere(personRoom(personId!));
      else move(socket, { ...slim(now), sessionId });
    }
  }

  private async openSessions(sockets: LiveSocket[]): Promise<Set<string>> {
    const ids = sockets.flatMap(({ data }) => data.viewer.sessionId ?? []);
    const found = await this.database.main.rows<{ id: string }>(
      sql`select id from session where id = any(${ids}::uuid[]) and expires_at > ${this.clock.now()}`,
    );
    return new Set(found.map(({ id }) => id));
  }
}

/** Gives the socket another viewer and exactly its rooms. */
function move(socket: LiveSocket, viewer: Viewer): void {
  const [before, after] = [socketRooms(socket.data.viewer), socketRooms(viewer)];
  socket.data.viewer = viewer;
  for (const room of before) if (!after.includes(room)) void socket.leave(room);
  void socket.join(after);
}

/** The viewer without what only pages show: one is kept for each socket. */
export function slim({ personId, accountId, sessionId, name, roles, audienceIds, groups, locale, channel, visitorHash }: Viewer): Viewer {
  return { personId, accountId, sessionId, name, roles, audienceIds, groups, locale, channel, visitorHash };
}
