import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Brakes, type BrakeRule, Database, MailTransport, Refusal, rows, sql, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { AccountTokens } from '../links/account-tokens.js';
import { linkOver } from '../links/link-over.js';
import { FreshProof } from '../sessions/fresh-proof.js';
import { SessionService } from '../sessions/session.service.js';
import { EmailClaims } from './email-claims.js';
import { emailFrom } from './email.js';

/** Letters that one account may ask for. */
export const PROOFS: BrakeRule = { name: 'email-proof', points: 10, seconds: 60 * 60 };

/** An account's e-mail: proved by a link that is followed from within the account, never by following it alone. */
@Injectable()
export class EmailService {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccountTokens,
    private readonly claims: EmailClaims,
    private readonly proof: FreshProof,
    private readonly sessions: SessionService,
    private readonly mail: MailTransport,
    private readonly brakes: Brakes,
    private readonly log: InteractionLog,
  ) {}

  /**
   * Sends a link to an address that shall be the viewer's. What others have is not looked at: the answer is the same.
   * @throws Refusal INVALID on `email`, FORBIDDEN without a fresh proof or without mail, LIMITED
   */
  async ask(viewer: Viewer, text: string): Promise<boolean> {
    const { accountId } = viewer;
    if (accountId === null) throw unauthenticated();
    if (!this.mail.isConnected) throw noMail();
    const email = emailFrom(text);
    const own = await this.database.main.row<{ email: string | null; isVerified: boolean }>(
      sql`select email, email_verified_at is not null as "isVerified" from account where id = ${accountId}`,
    );
    const isOwnClaim = own?.email?.toLowerCase() === email.toLowerCase();
    if (isOwnClaim && own!.isVerified) return true;
    if (!isOwnClaim) await this.proof.insist(viewer);
    await this.brakes.spend(PROOFS, accountId);
    const kind = own?.email == null || isOwnClaim ? 'verify_email' : 'change_email';
    await this.database.transaction((tx) => this.claims.ask(tx, { kind, accountId, email }));
    return true;
  }

  /**
   * The link was followed by who is signed in to the account that asked: both sides are proved. Somebody who follows a link that
   * another asked for gives that other nothing.
   * @throws Refusal CONFLICT when the link is over, is another account's, or the address is another account's for sure
   */
  async confirm(viewer: Viewer, token: string): Promise<boolean> {
    const { accountId, personId } = viewer;
    if (accountId === null || personId === null) throw unauthenticated();
    const asked = await this.tokens.read(token, 'verify_email', 'change_email');
    if (asked === undefined) throw linkOver();
    if (asked.accountId !== accountId) throw othersLink();
    const hasIt = await this.database.transaction(async (tx) => {
      const used = await this.tokens.use(tx, token, 'verify_email', 'change_email');
      if (used?.email == null) throw linkOver();
      const [before] = await rows<{ email: string }>(
        tx,
        sql`select email from account where id = ${accountId} and email_verified_at is not null and lower(email) <> lower(${used.email}) for update`,
      );
      if (!(await this.claims.prove(tx, { accountId, personId }, used.email))) return false;
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.dropPending(tx, accountId);
      if (before !== undefined) await this.claims.ask(tx, { kind: 'email_changed', accountId, to: before.email });
      await this.log.append(tx, ownAct(viewer, 'person.email_proved', {}));
      return true;
    });
    if (!hasIt) throw taken();
    return true;
  }
}

function othersLink(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'This link belongs to another account. Sign in to the one that asked for it.',
    ru: 'Эта ссылка от другой учётной записи. Войдите в ту, из которой её попросили.',
  });
}

function taken(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'The address is yours, and another account here has it already. Sign in to that one, or ask the administrator to join the two.',
    ru: 'Адрес ваш, но он уже есть у другой учётной записи. Войдите в неё или попросите администратора их объединить.',
  });
}

function noMail(): Refusal {
  return new Refusal('FORBIDDEN', {
    en: 'This portal sends no mail, so no address can be proved.',
    ru: 'Этот портал не отправляет писем, поэтому подтвердить адрес нельзя.',
  });
}
