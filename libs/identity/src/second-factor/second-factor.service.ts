import { Injectable } from '@nestjs/common';
import {
  type BrakeRule,
  Brakes,
  Clock,
  Database,
  hashToken,
  invalid,
  Refusal,
  rows,
  Secrets,
  sql,
  type Tx,
  unauthenticated,
} from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { Secret, TOTP } from 'otpauth';
import { renderSVG } from 'uqr';
import type { Entrance } from '../accounts/account.service.js';
import { EmailClaims } from '../accounts/email-claims.js';
import { FreshProof } from '../sessions/fresh-proof.js';
import { isSessionToken, SessionService } from '../sessions/session.service.js';
import { SignIn } from '../sessions/sign-in.js';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.js';
import type { SecondFactorSecret } from './second-factor.type.js';

/** Wrong codes for one account, from wherever (attack 33). */
export const CODES: BrakeRule = { name: 'second-factor', points: 5, seconds: 15 * 60 };
/** RFC 6238: steps of 30 seconds; one before and after is taken, for clocks that are off. */
const STEP = 30_000;

interface Pending {
  accountId: string;
  personId: string;
  method: 'password' | 'network';
  provider: string | null;
}

/** Codes of an authenticator (TOTP, RFC 6238) beside whatever first proved who somebody is. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly proof: FreshProof,
    private readonly sessions: SessionService,
    private readonly doors: SignIn,
    private readonly claims: EmailClaims,
    private readonly brakes: Brakes,
    private readonly clock: Clock,
  ) {}

  /** A new secret, not asked for yet. @throws Refusal FORBIDDEN without a fresh proof, CONFLICT when there is one already */
  async begin(viewer: Viewer): Promise<SecondFactorSecret> {
    await this.proof.insist(viewer);
    const secret = new Secret({ size: 20 });
    const begun = await this.database.main.rows(
      sql`insert into second_factor (account_id, secret_sealed, created_at) values (${viewer.accountId}, ${this.secrets.seal(secret.base32)}, ${this.clock.now()})
          on conflict (account_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at
            where second_factor.confirmed_at is null
          returning account_id`,
    );
    if (begun.length === 0) throw isOn();
    const site = await this.database.main.row<{ name: string }>(sql`select name from site`);
    const uri = totpOf(secret, site?.name ?? 'Veche', viewer.name).toString();
    return { secret: secret.base32, uri, picture: `data:image/svg+xml,${encodeURIComponent(renderSVG(uri, { border: 2 }))}` };
  }

  /**
   * The first right code turns it on: all other sessions end. Recovery codes, told this once.
   * @throws Refusal INVALID on `code`, FORBIDDEN, CONFLICT, LIMITED
   */
  async confirm(viewer: Viewer, code: string): Promise<string[]> {
    await this.proof.insist(viewer);
    const accountId = viewer.accountId!;
    await this.brakes.spend(CODES, accountId);
    const codes = newRecoveryCodes();
    await this.database.transaction(async (tx) => {
      const [factor] = await rows<{ sealed: Buffer }>(
        tx,
        sql`select secret_sealed as sealed from second_factor where account_id = ${accountId} and confirmed_at is null for update`,
      );
      if (factor === undefined) throw isOn();
      const step = this.stepOf(factor.sealed, code);
      if (step === undefined) throw wrongCode();
      await rows(tx, sql`update second_factor set confirmed_at = ${this.clock.now()}, last_step = ${step} where account_id = ${accountId}`);
      await rows(tx, sql`delete from recovery_code where account_id = ${accountId}`);
      await rows(
        tx,
        sql`insert into recovery_code (account_id, code_hash) select ${accountId}, hash from unnest(${codes.map((one) => recoveryHash(accountId, one))}::bytea[]) as hash`,
      );
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.dropPending(tx, accountId);
      await this.claims.ask(tx, { kind: 'second_factor_on', accountId });
    });
    await this.brakes.release(CODES, accountId);
    return codes;
  }

  /** Turns it off, by one more code. @throws Refusal INVALID on `code`, FORBIDDEN, LIMITED */
  async remove(viewer: Viewer, code: string): Promise<boolean> {
    await this.proof.insist(viewer);
    const accountId = viewer.accountId!;
    await this.brakes.spend(CODES, accountId);
    await this.database.transaction(async (tx) => {
      if (!(await this.takes(tx, accountId, code))) throw wrongCode();
      await rows(tx, sql`delete from second_factor where account_id = ${accountId}`);
      await rows(tx, sql`delete from recovery_code where account_id = ${accountId}`);
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.ask(tx, { kind: 'second_factor_off', accountId });
    });
    await this.brakes.release(CODES, accountId);
    return true;
  }

  /** Whether somebody with this token owes a code. */
  async isOwed(token: string | undefined): Promise<boolean> {
    return (await this.pending(token)) !== undefined;
  }

  /**
   * Comes in by the code that was owed. The session's token.
   * @throws Refusal INVALID on `code`, UNAUTHENTICATED when nothing is owed (any more), LIMITED
   */
  async pass(viewer: Viewer, code: string, entrance: Entrance): Promise<string> {
    const token = entrance.replaces;
    const waiting = await this.pending(token);
    if (waiting === undefined) throw unauthenticated();
    const { accountId } = waiting;
    await this.brakes.spend(CODES, accountId);
    const session = await this.database.transaction(async (tx) => {
      const gone = await rows(tx, sql`delete from pending_sign_in where token_hash = ${hashToken(token!)} returning account_id`);
      if (gone.length === 0) throw unauthenticated();
      // Refusing undoes the line above: the person may try again until the brake holds.
      if (!(await this.takes(tx, accountId, code))) throw wrongCode();
      const how = { method: waiting.method, ...(waiting.provider !== null && { provider: waiting.provider }) };
      return this.doors.open(tx, waiting, how, entrance, viewer.channel);
    });
    await this.brakes.release(CODES, accountId);
    return session;
  }

  private async pending(token: string | undefined): Promise<Pending | undefined> {
    if (!isSessionToken(token)) return undefined;
    return this.database.main.row<Pending>(
      sql`select w.account_id as "accountId", a.person_id as "personId", w.method, w.provider
          from pending_sign_in w join account a on a.id = w.account_id join person p on p.id = a.person_id
          where w.token_hash = ${hashToken(token)} and w.expires_at > ${this.clock.now()} and p.state = 'active'`,
    );
  }

  /** Uses up a code of the authenticator, later than the last one, or a recovery code. */
  private async takes(tx: Tx, accountId: string, code: string): Promise<boolean> {
    const [factor] = await rows<{ sealed: Buffer; lastStep: string }>(
      tx,
      sql`select secret_sealed as sealed, last_step as "lastStep" from second_factor where account_id = ${accountId} and confirmed_at is not null for update`,
    );
    if (factor === undefined) return false;
    const step = this.stepOf(factor.sealed, code);
    if (step !== undefined) {
      if (step <= Number(factor.lastStep)) return false;
      await rows(tx, sql`update second_factor set last_step = ${step} where account_id = ${accountId}`);
      return true;
    }
    const used = await rows(
      tx,
      sql`update recovery_code set used_at = ${this.clock.now()}
          where account_id = ${accountId} and code_hash = ${recoveryHash(accountId, code)} and used_at is null returning account_id`,
    );
    return used.length > 0;
  }

  /** The step of time whose code this is. */
  private stepOf(sealed: Buffer, code: string): number | undefined {
    const token = code.replace(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return undefined;
    const timestamp = this.clock.now().getTime();
    const delta = totpOf(Secret.fromBase32(this.secrets.open(sealed))).validate({ token, timestamp, window: 1 });
    return delta === null ? undefined : Math.floor(timestamp / STEP) + delta;
  }
}

/** What every authenticator understands: SHA-1, six digits. */
function totpOf(secret: Secret, issuer = '', label = ''): TOTP {
  return new TOTP({ issuer, label, secret, algorithm: 'SHA1', digits: 6, period: STEP / 1_000 });
}

function wrongCode(): Refusal {
  return invalid('code', { en: 'This code is not right, or was used already.', ru: 'Код неверный или уже использован.' });
}

function isOn(): Refusal {
  return new Refusal('CONFLICT', { en: 'There is a second factor already.', ru: 'Второй фактор уже есть.' });
}
