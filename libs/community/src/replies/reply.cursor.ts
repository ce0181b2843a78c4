import { type Keyset, damagedCursor, decodeCursor, isId } from '@veche/platform';
import type { Reply, ReplyOrder } from './reply.type.js';

/** The last answer of a page: its score (for the best first), its moment, its id. */
export interface AnswerPlace {
  score: number;
  at: string;
  id: string;
}

/** What goes into a cursor. */
export function placeOf(reply: Reply, order: ReplyOrder): Keyset {
  const moment = [new Date(reply.createdAt).toISOString(), reply.id];
  return order === 'BEST' ? [reply.votes, ...moment] : moment;
}

/** What came out of one. @throws Refusal INVALID when it is not one of ours: it must not reach SQL */
export function placeIn(cursor: string, order: ReplyOrder): AnswerPlace {
  const key = decodeCursor(cursor, order === 'BEST' ? ['number', 'string', 'string'] : ['string', 'string']);
  const [score, at, id] = order === 'BEST' ? key : [0, ...key];
  if (Number.isInteger(score) && Math.abs(Number(score)) < 2 ** 31 && isMoment(at) && isId(id)) return { score: Number(score), at, id };
  throw damagedCursor();
}

function isMoment(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));
}
