import { createHash } from 'node:crypto';
import { inSpan } from '../tracing/tracing.js';
import type { Sql } from './sql.js';

/** A pool, or one connection of it: whatever takes what `pg` takes. */
export interface Connection {
  query(statement: { name?: string; text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
}

/** A text asked so often is worth a name: PostgreSQL then parses and plans it once on each connection. */
const HOT = 5;
/** Each name holds a plan in the memory of each connection. The portal's pages need about 40. */
const MOST_NAMES = 120;
/** Texts being counted, at most. */
const MOST_COUNTED = 1_000;
/** "cached plan must not change result type" after a migration; a name that the connection does not know. */
export const LOST_PLANS: ReadonlySet<string> = new Set(['0A000', '26000']);

// A text means the same on every connection of this process, so its name is made of its hash and known to all of them.
const names = new Map<string, string>();
const counts = new Map<string, number>();
let isOn = true;

/** Off: for a PgBouncer in transaction mode older than 1.21, where each statement may meet another connection. */
export function prepareStatements(on: boolean): void {
  isOn = on;
}

/**
 * Runs one statement; a text that is asked often as a prepared statement. The texts of a topic page are 3 to 6 KB, and sending,
 * parsing and planning them costs several times what running them does.
 * @throws what `pg` throws. A name that lost its plan is forgotten: asked once more, the statement works
 */
export async function ask<T>(connection: Connection, statement: Sql): Promise<T[]> {
  const { text, values } = statement;
  const name = isOn ? nameOf(text) : undefined;
  try {
    const query = () => connection.query({ ...(name !== undefined && { name }), text, values });
    const { rows } = await inSpan('sql', () => ({ 'db.system.name': 'postgresql', 'db.query.text': text }), query);
    return rows as T[];
  } catch (error) {
    if (name !== undefined && hasLostItsPlan(error)) forget(text);
    throw error;
  }
}

/** Did a prepared statement fail for a reason that asking once more mends? */
export function hasLostItsPlan(error: unknown): boolean {
  return LOST_PLANS.has((error as { code?: string }).code ?? '');
}

function nameOf(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined || names.size >= MOST_NAMES) return name;
  const times = (counts.get(text) ?? 0) + 1;
  if (times < HOT) {
    if (counts.size >= MOST_COUNTED) counts.clear();
    counts.set(text, times);
    return undefined;
  }
  counts.delete(text);
  const made = `veche_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  names.set(text, made);
  return made;
}

/** Counted anew, it would meet the same lost plan under the same name: this text stays without one. */
function forget(text: string): void {
  names.delete(text);
  counts.set(text, Number.NEGATIVE_INFINITY);
}
