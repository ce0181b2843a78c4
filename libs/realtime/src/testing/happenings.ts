import type { Recent } from '../news/recent.js';
import { Windows } from '../news/windows.js';

/** A log of one happening a second, from a position on. */
export class Happenings {
  constructor(recent: Recent, start: number, count: number) {
    recent.startAt(start);
    for (let i = 1; i <= count; i++) {
      recent.add({ position: start + i, at: this.at(i), what: 'votes', topicId: 'topic', replyId: null, actorId: null });
      recent.head = start + i;
    }
  }

  /** When the nth happened. */
  at = (nth: number): number => nth * 1_000;
}

/** Windows that write down what they let through, and when. */
export function windowed(milliseconds: number) {
  const through: { key: string; gathered: number[]; at: number }[] = [];
  const windows = new Windows<number>(async (key, gathered) => void through.push({ key, gathered, at: performance.now() }), milliseconds);
  return { through, add: windows.add.bind(windows) };
}
