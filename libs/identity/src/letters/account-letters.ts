import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type BrakeRule,
  Brakes,
  Clock,
  Database,
  Jobs,
  type Locale,
  MailTransport,
  newId,
  PublicOrigin,
  Refusal,
  sql,
} from '@veche/platform';
import { AccountTokens } from '../links/account-tokens.js';
import { LETTER_JOB, type LetterOrder } from './letter-job.js';
import { writeAccountLetter } from './letter.js';

/** Letters to one address; further ones are not written, and nobody is told: whoever asks need not be who reads. */
export const LETTERS: BrakeRule = { name: 'account-letter', points: 6, seconds: 60 * 60 };

interface Reader {
  accountId: string;
  to: string;
  locale: Locale;
}

/** Writes to people about their accounts, each letter as things stand when it is sent. */
@Injectable()
export class AccountLetters implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccountTokens,
    private readonly mail: MailTransport,
    private readonly origin: PublicOrigin,
    private readonly brakes: Brakes,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.define(LETTER_JOB, (order) => this.send(order as LetterOrder));
  }

  /** Public for its job and its specs. @throws when the mail server is away: the job comes again */
  async send(order: LetterOrder): Promise<void> {
    const reader = await this.readerOf(order);
    if (reader === undefined || !(await this.mayWrite(order.kind, reader.to))) return;
    const site = await this.database.main.row<{ name: string }>(sql`select name from site`);
    const detail = order.kind === 'linked' ? order.provider : '';
    const url = await this.linkOf(order, reader);
    const letter = writeAccountLetter(order.kind, { locale: reader.locale, site: site?.name ?? '', detail, url });
    const id = newId();
    await this.mail.send({ id, to: reader.to, ...letter });
    await this.note(id, reader, letter);
  }

  /** Of several who claim an address and forgot their password, whoever was here last. */
  private async readerOf(order: LetterOrder): Promise<Reader | undefined> {
    if (!('accountId' in order)) {
      return this.database.main.row<Reader>(
        sql`select a.id as "accountId", a.email as to, coalesce(a.locale, 'en') as locale from account a join person p on p.id = a.person_id
            where lower(a.email) = lower(${order.email}) and p.state = 'active'
            order by a.email_verified_at is null, (select max(s.last_seen_at) from session s where s.account_id = a.id) desc nulls last, a.id
            limit 1`,
      );
    }
    const account = await this.database.main.row<{ email: string | null; isVerified: boolean; locale: Locale }>(
      sql`select email, email_verified_at is not null as "isVerified", coalesce(locale, 'en') as locale from account where id = ${order.accountId}`,
    );
    if (account === undefined) return undefined;
    const { locale, email, isVerified } = account;
    const asked = order.kind === 'verify_email' || order.kind === 'change_email' ? order.email : 'to' in order ? order.to : undefined;
    // News of an account go to a proven address only: at any other a stranger would read them.
    const to = asked ?? (isVerified ? email : null);
    return to === null ? undefined : { accountId: order.accountId, to, locale };
  }

  private async linkOf(order: LetterOrder, { accountId, to }: Reader): Promise<string | undefined> {
    const link = async (path: string, issue: Parameters<AccountTokens['issue']>[1], more: object): Promise<string> =>
      `${this.origin.value}${path}?token=${await this.database.transaction((tx) => this.tokens.issue(tx, issue, { accountId, ...more }))}`;
    switch (order.kind) {
      case 'verify_email':
      case 'change_email':
        return link('/confirm-email', order.kind, { email: to });
      case 'reset_password':
      case 'sign_up_again':
        return link('/reset-password', 'reset_password', { email: to });
      case 'linked':
        return link('/undo-link', 'undo_link', { identityId: order.identityId });
      default:
        return undefined;
    }
  }

  /** Each kind by itself: whoever asks for letters in somebody's name must not use up the notices that tell them of it. */
  private async mayWrite(kind: LetterOrder['kind'], to: string): Promise<boolean> {
    try {
      await this.brakes.spend(LETTERS, createHash('sha256').update(`${kind} ${to.toLowerCase()}`).digest('base64url'));
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** Kept for a while, for the administrator's page; where mail really goes, without what its link needs. */
  private async note(id: string, { accountId, to }: Reader, { subject, text }: { subject: string; text: string }): Promise<void> {
    const shown = this.mail.sendsForReal ? text.replace(/token=[\w-]+/g, 'token=…') : text;
    await this.database.main.rows(
      sql`insert into account_letter (id, account_id, recipient, subject, text, sent_at)
          values (${id}, ${accountId}, ${to}, ${subject}, ${shown}, ${this.clock.now()})`,
    );
  }
}
