import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  Clock,
  Database,
  DAY,
  hashToken,
  isId,
  logger,
  MINUTE,
  newId,
  newToken,
  notFound,
  rows,
  sql,
  type Tx,
  unauthenticated,
} from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { Session } from './session.type.js';

/** A session ends this long after it was last used … */
export const SESSION_IDLE = 30 * DAY;
/** … and in any case this long after sign-in; the cookie lives as long. */
export const SESSION_LONGEST = 365 * DAY;
/** Last use is written down at most this often, … */
export const SESSION_TOUCH = 5 * MINUTE;
/** … that of all who came within so many milliseconds by one statement. */
const TOGETHER = 100;

/** Where somebody signs in from. */
export interface SessionPlace {
  address: string;
  /** The `User-Agent` header. */
  device: string;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Has it the form of a token that we made? What has not never reaches the database. */
export function isSessionToken(text: string | null | undefined): text is string {
  return typeof text === 'string' && TOKEN.test(text);
}

/** Sessions live in the database alone: any process may be killed, and a revoked one ends everywhere at once. */
@Injectable()
export class SessionService implements OnModuleDestroy {
  /** Sessions in use, to be noted. */
  private used = new Map<string, { at: Date; address: string }>();
  private noted: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a session and returns its token, which is stored nowhere.
   * @param replaces token of the session that this browser had: it ends (rotation on sign-in)
   */
  async open(tx: Tx, accountId: string, place: SessionPlace, replaces?: string | null): Promise<string> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    if (isSessionToken(replaces)) {
      await rows(tx, sql`delete from session where token_hash = ${hashToken(replaces)}`);
      await rows(tx, sql`delete from pending_sign_in where token_hash = ${hashToken(replaces)}`);
    }
    await rows(tx, sql`delete from session where account_id = ${accountId} and expires_at <= ${now}`);
    await rows(
      tx,
      sql`insert into session (id, token_hash, account_id, created_at, last_seen_at, proved_at, expires_at, device, address)
          values (${newId()}, ${hash}, ${accountId}, ${now}, ${now}, ${now}, ${new Date(now.getTime() + SESSION_IDLE)},
            ${shortened(place.device, 300)}, ${shortened(place.address, 60)})`,
    );
    return token;
  }

  /** Ends the session of this token; one that is unknown is none. */
  async close(token: string | null | undefined): Promise<void> {
    if (!isSessionToken(token)) return;
    await this.database.main.rows(sql`delete from session where token_hash = ${hashToken(token)}`);
  }

  /** Where the viewer is signed in, last used first. */
  list(viewer: Viewer): Promise<Session[]> {
    return this.database.main.rows<Session>(
      sql`select id, created_at as "createdAt", last_seen_at as "lastSeenAt", device, address, id = ${viewer.sessionId}::uuid is true as "isCurrent"
          from session where account_id = ${accountOf(viewer)} and expires_at > ${this.clock.now()} order by last_seen_at desc, id limit 100`,
    );
  }

  /** Ends one of the viewer's own sessions. @throws Refusal NOT_FOUND when it is not one of them */
  async revoke(viewer: Viewer, sessionId: string): Promise<boolean> {
    if (!isId(sessionId)) throw notFound();
    const gone = await this.database.main.rows(
      sql`delete from session where id = ${sessionId} and account_id = ${accountOf(viewer)} returning id`,
    );
    if (gone.length === 0) throw notFound();
    return true;
  }

  /** Ends all of the viewer's sessions but this one; how many. */
  async revokeOthers(viewer: Viewer): Promise<number> {
    return this.database.transaction((tx) => this.endOthers(tx, accountOf(viewer), viewer.sessionId));
  }

  /** The same inside a command, as when the password changes. */
  async endOthers(tx: Tx, accountId: string, but: string | null): Promise<number> {
    const gone = await rows(tx, sql`delete from session where account_id = ${accountId} and id is distinct from ${but}::uuid returning id`);
    return gone.length;
  }

  /** Notes that a session is in use, off the request's path: nobody waits for it, and a failure is not theirs. */
  touch(sessionId: string, lastSeenAt: Date, address: string): void {
    const at = this.clock.now();
    if (lastSeenAt.getTime() > at.getTime() - SESSION_TOUCH) return;
    if (this.used.size === 0) this.noted = this.noteSoon(this.noted);
    this.used.set(sessionId, { at, address: shortened(address, 60) });
  }

  private async noteSoon(earlier: Promise<void>): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, TOGETHER));
    await this.note().catch((error: unknown) => logger.warn({ error: String(error) }, 'the last use of sessions was not noted'));
    await earlier;
  }

  private async note(): Promise<void> {
    // In one order, so that two processes that note the same sessions do not block each other.
    const used = [...this.used].sort(([a], [b]) => (a < b ? -1 : 1));
    this.used = new Map();
    await this.database.main.rows(
      sql`update session s set last_seen_at = u.at, address = u.address,
            expires_at = least(u.at + ${SESSION_IDLE / DAY} * interval '1 day', s.created_at + ${SESSION_LONGEST / DAY} * interval '1 day')
          from unnest(${used.map(([id]) => id)}::uuid[], ${used.map(([, { at }]) => at)}::timestamptz[], ${used.map(([, { address }]) => address)}::text[])
            as u (id, at, address)
          where s.id = u.id and s.last_seen_at <= u.at - ${SESSION_TOUCH / MINUTE} * interval '1 minute'`,
    );
  }

  /** Expired rows go; called by the clock. */
  async sweep(): Promise<void> {
    await this.database.main.rows(sql`delete from session where expires_at <= ${this.clock.now()}`);
  }

  async onModuleDestroy(): Promise<void> {
    await this.noted;
  }
}

function accountOf(viewer: Viewer): string {
  if (viewer.accountId === null) throw unauthenticated();
  return viewer.accountId;
}

function shortened(text: string, length: number): string {
  return text.replaceAll('\u0000', '').slice(0, length);
}
