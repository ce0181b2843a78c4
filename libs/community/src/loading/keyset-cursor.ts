import { damagedCursor, decodeCursor, isId } from '@veche/platform';

/** Where a page ended: a number to order by, and the id that breaks ties. @throws Refusal INVALID, field `after` */
export function numberAndId(after: string): { key: number; id: string } {
  const [key, id] = decodeCursor(after, ['number', 'string']);
  if (typeof key !== 'number' || !Number.isFinite(key) || !isId(id)) throw damagedCursor();
  return { key, id };
}

/** The same with a whole number that PostgreSQL's integer holds. */
export function integerAndId(after: string): { key: number; id: string } {
  const cursor = numberAndId(after);
  if (!Number.isInteger(cursor.key) || Math.abs(cursor.key) >= 2 ** 31) throw damagedCursor();
  return cursor;
}

/** The same with a moment, of years that PostgreSQL writes like JavaScript. */
export function momentAndId(after: string): { at: Date; id: string } {
  const { key, id } = numberAndId(after);
  const at = new Date(key);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) throw damagedCursor();
  return { at, id };
}
