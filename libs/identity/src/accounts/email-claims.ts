import { Injectable } from '@nestjs/common';
import { Clock, Jobs, MailTransport, newId, rows, sql, type Tx } from '@veche/platform';
import type { ProvenIdentity } from '../networks/provider.js';
import { LETTER_JOB, type LetterOrder } from '../letters/letter-job.js';
import { lockAddress } from './account.store.js';
import { isEmail } from './email.js';

interface Who {
  accountId: string;
  personId: string;
}

/**
 * Who has which e-mail. An address that nobody proved is a claim: it blocks nobody who proves it, takes nothing over, and is dropped
 * with everything that hangs on it when somebody else proves it (Sudhodanan and Paverd, "Pre-hijacked accounts", 2022).
 */
@Injectable()
export class EmailClaims {
  constructor(
    private readonly jobs: Jobs,
    private readonly mail: MailTransport,
    private readonly clock: Clock,
  ) {}

  /** The e-mail that a provider gave with a new account: proven ones are taken, others asked about by a letter. */
  async ofNewcomer(tx: Tx, { accountId, personId }: Who, { email, isEmailVerified }: ProvenIdentity): Promise<void> {
    if (email === null || !isEmail(email)) return;
    if (isEmailVerified) await this.prove(tx, { accountId, personId }, email);
    else await this.ask(tx, { kind: 'verify_email', accountId, email });
  }

  /**
   * The address is this account's: proven just now. Claims of other accounts to it are dropped; where another account proved it too,
   * both stay as they are, and staff are told that the two may be one human.
   * @returns whether the account has the address now
   */
  async prove(tx: Tx, { accountId, personId }: Who, email: string): Promise<boolean> {
    await lockAddress(tx, email);
    const holders = await rows<{ accountId: string; personId: string; isVerified: boolean }>(
      tx,
      sql`select id as "accountId", person_id as "personId", email_verified_at is not null as "isVerified"
          from account where lower(email) = lower(${email}) and id <> ${accountId} for update`,
    );
    const owner = holders.find(({ isVerified }) => isVerified);
    if (owner !== undefined) {
      await this.suggest(tx, personId, owner.personId);
      return false;
    }
    for (const { accountId: claimant } of holders) await this.drop(tx, claimant);
    await rows(tx, sql`update account set email = ${email}, email_verified_at = ${this.clock.now()} where id = ${accountId}`);
    return true;
  }

  /** Takes an unproven address from an account, with the sessions and the pending changes that it had. */
  async drop(tx: Tx, accountId: string): Promise<void> {
    await rows(tx, sql`update account set email = null, email_verified_at = null where id = ${accountId} and email_verified_at is null`);
    await rows(tx, sql`delete from session where account_id = ${accountId}`);
    await this.dropPending(tx, accountId);
  }

  /**
   * Whatever is under way for an account: links in letters, and a sign-in that waits for its second factor. Not the links that undo
   * a linking: else whoever linked a network of theirs in a stolen session would void them by the next change.
   */
  async dropPending(tx: Tx, accountId: string): Promise<void> {
    await rows(tx, sql`delete from account_token where account_id = ${accountId} and purpose <> 'undo_link'`);
    await rows(tx, sql`delete from pending_sign_in where account_id = ${accountId}`);
  }

  /** Orders a letter, where there is mail at all. */
  async ask(tx: Tx, order: LetterOrder): Promise<void> {
    if (this.mail.isConnected) await this.jobs.add(tx, LETTER_JOB, order);
  }

  private async suggest(tx: Tx, one: string, other: string): Promise<void> {
    const [first, second] = [one, other].sort();
    await rows(
      tx,
      sql`insert into person_match (id, person_id, other_person_id, reason, found_at)
          values (${newId()}, ${first}, ${second}, 'verified_email', ${this.clock.now()}) on conflict do nothing`,
    );
  }
}
