import { Injectable } from '@nestjs/common';
import { Clock, Database, DAY, hashToken, HOUR, newToken, rows, sql, type Tx } from '@veche/platform';
import { isSessionToken } from '../sessions/session.service.js';

/** How long a link works, by what it is for. */
const LIFETIMES = { verify_email: 3 * DAY, change_email: HOUR, reset_password: HOUR, undo_link: 7 * DAY };
/** A link that an administrator hands over by other ways than mail. */
export const HANDED_LINK = DAY;

export type TokenPurpose = keyof typeof LIFETIMES;

/** What a link may do, and to whose account. */
export interface AccountToken {
  accountId: string;
  /** The address that it was sent to, and that it proves; null when somebody handed it over. */
  email: string | null;
  identityId: string | null;
}

interface NewAccountToken extends Partial<AccountToken> {
  accountId: string;
  issuedById?: string;
  lifetime?: number;
}

/** One-time links: random, kept as hashes, for one use. Looking at one changes nothing: mail scanners look (attack 29). */
@Injectable()
export class AccountTokens {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A new token; earlier ones of its purpose end, but for those that undo links: each undoes its own. */
  async issue(tx: Tx, purpose: TokenPurpose, { accountId, email, identityId, issuedById, lifetime }: NewAccountToken): Promise<string> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    if (purpose !== 'undo_link') await rows(tx, sql`delete from account_token where account_id = ${accountId} and purpose = ${purpose}`);
    await rows(
      tx,
      sql`insert into account_token (token_hash, purpose, account_id, email, identity_id, issued_by_id, created_at, expires_at)
          values (${hash}, ${purpose}, ${accountId}, ${email ?? null}, ${identityId ?? null}, ${issuedById ?? null}, ${now},
            ${new Date(now.getTime() + (lifetime ?? LIFETIMES[purpose]))})`,
    );
    return token;
  }

  /** Undefined when it is unknown, used, too old, or for something else. */
  async read(token: string, ...purposes: TokenPurpose[]): Promise<AccountToken | undefined> {
    if (!isSessionToken(token)) return undefined;
    return this.database.main.row<AccountToken>(
      sql`select account_id as "accountId", email, identity_id as "identityId" from account_token
          where token_hash = ${hashToken(token)} and purpose = any(${purposes}) and expires_at > ${this.clock.now()}`,
    );
  }

  /** Uses it up; undefined as `read`. Of two uses at once one gets it. */
  async use(tx: Tx, token: string, ...purposes: TokenPurpose[]): Promise<AccountToken | undefined> {
    if (!isSessionToken(token)) return undefined;
    const [used] = await rows<AccountToken>(
      tx,
      sql`delete from account_token where token_hash = ${hashToken(token)} and purpose = any(${purposes}) and expires_at > ${this.clock.now()}
          returning account_id as "accountId", email, identity_id as "identityId"`,
    );
    return used;
  }
}
