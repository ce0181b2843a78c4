import { Injectable } from '@nestjs/common';
import { Clock, Database, DAY, hashToken, MINUTE, newToken, sql } from '@veche/platform';

/** So long somebody may take at the provider. */
export const LOGIN_ATTEMPT = 10 * MINUTE;

/** What somebody went to a provider for: to come in, to join it to their account, or to show once more that it is they. */
export type LoginPurpose = 'enter' | 'link' | 'prove';

/** Somebody on the way to a provider. */
export interface LoginStart {
  provider: string;
  purpose: LoginPurpose;
  /** The session that is linked or proved; it must still be the one that comes back. */
  sessionId: string | null;
  returnPath: string;
  /** The browser's own secret, from its cookie. */
  browser: string;
}

/** Somebody who came back. */
export interface LoginAttempt extends Omit<LoginStart, 'browser'> {
  verifier: string | null;
  nonce: string | null;
}

/** Ways to providers that have not come back: each for one browser, one provider, one use and ten minutes. */
@Injectable()
export class LoginAttemptService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the `state` to send along */
  async start(
    { provider, purpose, sessionId, returnPath, browser }: LoginStart,
    proof: { verifier?: string; nonce?: string },
  ): Promise<string> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    await this.database.main.rows(
      sql`insert into login_attempt (state_hash, browser_hash, provider, purpose, session_id, verifier, nonce, return_path, created_at, expires_at)
          values (${hash}, ${hashToken(browser)}, ${provider}, ${purpose}, ${sessionId}, ${proof.verifier ?? null}, ${proof.nonce ?? null},
            ${returnPath}, ${now}, ${new Date(now.getTime() + LOGIN_ATTEMPT)})`,
    );
    return token;
  }

  /**
   * Ends the attempt of this state. Undefined when there is none that this browser began with this provider within ten minutes and
   * that nobody ended yet; what another browser shows up with stays as it is.
   */
  async finish(state: unknown, provider: string, browser: string | undefined): Promise<LoginAttempt | undefined> {
    if (typeof state !== 'string' || state.length > 100 || browser === undefined) return undefined;
    return this.database.main.row<LoginAttempt>(
      sql`delete from login_attempt
          where state_hash = ${hashToken(state)} and browser_hash = ${hashToken(browser)} and provider = ${provider}
            and expires_at > ${this.clock.now()}
          returning provider, purpose, session_id as "sessionId", verifier, nonce, return_path as "returnPath"`,
    );
  }

  /** What is over goes; called by the clock. */
  async sweep(): Promise<void> {
    const now = this.clock.now();
    await this.database.main.rows(sql`delete from login_attempt where expires_at <= ${now}`);
    await this.database.main.rows(sql`delete from used_token where expires_at <= ${now}`);
    await this.database.main.rows(sql`delete from account_token where expires_at <= ${now}`);
    await this.database.main.rows(sql`delete from pending_sign_in where expires_at <= ${now}`);
    await this.database.main.rows(sql`delete from account_letter where sent_at <= ${new Date(now.getTime() - 30 * DAY)}`);
  }
}
