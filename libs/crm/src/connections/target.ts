import { type Secrets, type Sql, sql, verbatim } from '@veche/platform';
import type { ConnectionKind } from '../connectors/connectors.js';
import type { Outcome, Target } from '../connectors/connector.js';

/** What a row of crm_connection says about where it leads; the secrets sealed. */
export interface TargetRow {
  connectionId: string;
  connectionKind: ConnectionKind;
  url: string;
  secret: Buffer;
  previousSecret: Buffer | null;
}

/** Columns of TargetRow; a former secret only as long as it signs along. */
export function targetColumns(alias: string, now: Date): Sql {
  const c = verbatim(alias);
  return sql`${c}.id as "connectionId", ${c}.kind as "connectionKind", ${c}.url, ${c}.secret,
    case when ${c}.previous_secret_until > ${now} then ${c}.previous_secret end as "previousSecret"`;
}

/** The target with its secrets opened; null when the key that sealed the secret is not the one in use. */
export function targetOf(row: TargetRow, secrets: Secrets): Target | null {
  const opened = [row.secret, row.previousSecret].map((sealed) => open(sealed, secrets));
  if (opened[0] === null) return null;
  return { connectionId: row.connectionId, url: row.url, secrets: opened.filter((secret) => secret !== null) };
}

function open(sealed: Buffer | null, secrets: Secrets): string | null {
  try {
    return sealed === null ? null : secrets.open(sealed);
  } catch {
    return null;
  }
}

/** What is to be said when the secret cannot be opened. */
export const UNREADABLE: Outcome = {
  verdict: 'parked',
  reason: 'unreadable',
  error: 'the secret was sealed with another key (VECHE_SECRET_KEY)',
  durationMs: 0,
  httpStatus: null,
  answer: null,
  retryAfter: null,
};
