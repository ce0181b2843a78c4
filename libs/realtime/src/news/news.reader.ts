import { Injectable } from '@nestjs/common';
import { type GatedReply, type GatedTopic, canSee, roomsOf } from '@veche/visibility';
import type { Frame, LiveSocket } from '../socket/live-socket.js';
import type { Subject } from '../watching/subject.js';
import type { Happening } from './happening.js';
import { LabelReader, isListed } from './label.reader.js';
import { RowReader } from './row.reader.js';

/** A happening with the row that decides who may be told of it, as that row is now. */
export interface News {
  position: number;
  frame: Frame;
  actorId: string | null;
  row: GatedTopic | GatedReply;
}

/** Makes news of happenings. */
@Injectable()
export class NewsReader {
  constructor(
    private readonly rows: RowReader,
    private readonly labels: LabelReader,
  ) {}

  /**
   * What the happenings are to who watches this. The topic is always asked about, so that nothing can be told from how long it took:
   * a topic that is hidden, one where nothing happened and one that never was are the same work.
   */
  async about(subject: Subject, happenings: readonly Happening[]): Promise<News[]> {
    if ('topic' in subject) {
      const rows = await this.rows.of([subject.topic, ...happenings.flatMap(({ replyId }) => replyId ?? [])]);
      return happenings.flatMap((one) => newsOf(one, rows.get(one.replyId ?? one.topicId)));
    }
    const ids = happenings.map(({ topicId }) => topicId);
    if (ids.length === 0) return [];
    const [rows, labels] = await Promise.all([this.rows.of(ids), this.labels.of(ids)]);
    return happenings.flatMap((one) => (isListed(subject.list, labels.get(one.topicId)) ? newsOf(one, rows.get(one.topicId)) : []));
  }
}

/** Is the happening about this at all? */
export function concerns(subject: Subject, { what, topicId }: Happening): boolean {
  return 'topic' in subject ? what !== 'asked' && topicId === subject.topic : what === 'asked';
}

/** A row that is gone is news to nobody. */
function newsOf({ position, what, topicId, replyId, actorId }: Happening, row: News['row'] | undefined): News[] {
  return row === undefined ? [] : [{ position, actorId, row, frame: { kind: what, topic: topicId, ...(replyId && { reply: replyId }) } }];
}

/** Does a row of a list show it? */
export function isOfRow({ frame: { kind, reply } }: News): boolean {
  return kind === 'votes' && reply === undefined;
}

/** May this socket be told? It is in a room of the row's audience, and the gate lets its viewer see the row. */
export function mayHear(socket: LiveSocket, { row }: News): boolean {
  return roomsOf(row.audienceId).some((room) => socket.rooms.has(room)) && canSee(socket.data.viewer, row);
}

/** As this socket is told it. Only what is new has an owner: votes and changes are told together with those of others. */
export function frameFor(socket: LiveSocket, { frame, actorId }: News): Frame {
  const isOwn = (frame.kind === 'reply' || frame.kind === 'asked') && actorId !== null && actorId === socket.data.viewer.personId;
  return isOwn ? { ...frame, own: true } : frame;
}

/** Of several votes on one thing, or changes of it, only the last is told. */
export function withoutRepeats(news: readonly News[]): News[] {
  const last = new Map<string, News>();
  for (const one of news) {
    const { kind, topic, reply } = one.frame;
    const key = kind === 'votes' || kind === 'changed' ? `${kind} ${topic} ${reply}` : `${one.position}`;
    last.delete(key);
    last.set(key, one);
  }
  return [...last.values()];
}
