import { Injectable } from '@nestjs/common';
import { AuditLog, InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, forbidden, isId, MailTransport, notFound, PublicOrigin, Refusal, rows, sql, type Tx } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { PersonRepository } from '../people/person.repository.js';
import { knownName } from '../identities/known-name.js';
import { type AccountToken, AccountTokens, HANDED_LINK } from '../links/account-tokens.js';
import { linkOver } from '../links/link-over.js';
import { FreshProof } from '../sessions/fresh-proof.js';
import { SessionService } from '../sessions/session.service.js';
import { SignIn } from '../sessions/sign-in.js';
import type { Entrance } from './account.service.js';
import { AccountStore, lockAddress } from './account.store.js';
import { EmailClaims } from './email-claims.js';
import { EntryBrakes } from './entry-brakes.js';
import { checkNewPassword, hashPassword } from './password.js';

interface Owned {
  accountId: string;
  personId: string;
  email: string | null;
  isVerified: boolean;
  hasIdentities: boolean;
}

/** A forgotten password set anew, by a link in a letter or one that an administrator hands over. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccountTokens,
    private readonly store: AccountStore,
    private readonly persons: PersonRepository,
    private readonly claims: EmailClaims,
    private readonly sessions: SessionService,
    private readonly doors: SignIn,
    private readonly proof: FreshProof,
    private readonly brakes: EntryBrakes,
    private readonly mail: MailTransport,
    private readonly origin: PublicOrigin,
    private readonly audit: AuditLog,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /** Orders the letter. The answer and its time are the same whether there is such an account. @throws Refusal LIMITED, FORBIDDEN */
  async ask(email: string, address: string): Promise<boolean> {
    if (!this.mail.isConnected) {
      throw forbidden({
        en: 'This portal sends no mail. The administrator can give you a link for a new password.',
        ru: 'Этот портал не отправляет писем. Ссылку для нового пароля может дать администратор.',
      });
    }
    await this.brakes.beforeReset(address);
    const asked = email.normalize('NFKC').trim().slice(0, 254);
    await this.database.transaction((tx) => this.claims.ask(tx, { kind: 'reset_password', email: asked }));
    return true;
  }

  /** Would this link work now? Looking changes nothing. */
  async isOpen(token: string): Promise<boolean> {
    return (await this.tokens.read(token, 'reset_password')) !== undefined;
  }

  /**
   * Sets the password and comes in; every session and everything pending of the account ends, a second factor stays. The token of
   * the session, or of the sign-in that waits for the second factor.
   * @throws Refusal INVALID on `next`, CONFLICT when the link is over, LIMITED
   */
  async reset(viewer: Viewer, token: string, next: string, entrance: Entrance): Promise<string> {
    await this.brakes.beforeReset(entrance.address);
    const asked = await this.tokens.read(token, 'reset_password');
    if (asked === undefined) throw linkOver();
    checkNewPassword('next', next, asked.email ?? '');
    const passwordHash = await hashPassword(next);
    return this.database.transaction(async (tx) => {
      const used = await this.tokens.use(tx, token, 'reset_password');
      // Before the account's row: of two who claim one address each would wait for the other's.
      if (used?.email != null) await lockAddress(tx, used.email);
      const owned = used === undefined ? undefined : await ownedBy(tx, used);
      if (used === undefined || owned === undefined) throw linkOver();
      const who = await this.ownerOf(tx, viewer, owned, used.email);
      await this.claims.dropPending(tx, who.accountId);
      await rows(
        tx,
        sql`update account set password_hash = ${passwordHash}, password_changed_at = ${this.clock.now()} where id = ${who.accountId}`,
      );
      await this.sessions.endOthers(tx, who.accountId, null);
      await this.claims.ask(tx, { kind: 'password_changed', accountId: who.accountId });
      return this.doors.admit(tx, who, { method: 'password' }, entrance, viewer.channel);
    });
  }

  /**
   * A link for somebody who cannot get mail, to be handed over by whoever knows them.
   * @throws Refusal NOT_FOUND, CONFLICT when that person comes in by networks alone, FORBIDDEN without a fresh proof
   */
  async issue(viewer: Viewer, personId: string): Promise<string> {
    await this.proof.insist(viewer);
    if (!isId(personId)) throw notFound();
    return this.database.transaction(async (tx) => {
      const [account] = await rows<{ id: string; email: string | null }>(
        tx,
        sql`select a.id, a.email from account a join person p on p.id = a.person_id where p.id = ${personId} and p.state = 'active'`,
      );
      if (account === undefined) throw notFound();
      if (account.email === null) throw byNetworksOnly();
      const token = await this.tokens.issue(tx, 'reset_password', {
        accountId: account.id,
        issuedById: viewer.personId!,
        lifetime: HANDED_LINK,
      });
      await this.audit.record(tx, viewer, 'account.link_issued', personId);
      return `${this.origin.value}/reset-password?token=${token}`;
    });
  }

  /**
   * Whose account it is. Who proves an address that the account only claimed gets it, where nobody else could come in by other ways;
   * else the claim is dropped there and they get an account of their own: nobody is given what another made.
   */
  private async ownerOf(tx: Tx, viewer: Viewer, owned: Owned, email: string | null): Promise<{ accountId: string; personId: string }> {
    const { accountId, personId } = owned;
    // A link that was handed over proves no address.
    if (email === null || owned.isVerified) return { accountId, personId };
    if (!owned.hasIdentities) {
      // Whoever set up the claim may have left a second factor behind.
      await rows(tx, sql`delete from second_factor where account_id = ${accountId}`);
      await rows(tx, sql`delete from recovery_code where account_id = ${accountId}`);
      await this.claims.prove(tx, { accountId, personId }, email);
      await this.log.append(tx, { ...ownAct(viewer, 'person.email_proved', {}), personId, actorPersonId: personId, visitorHash: null });
      return { accountId, personId };
    }
    await this.claims.drop(tx, accountId);
    const newcomer = await this.persons.add(tx, { name: knownName('', viewer.locale) });
    const own = { accountId: await this.store.add(tx, newcomer, { locale: viewer.locale }), personId: newcomer };
    await this.claims.prove(tx, own, email);
    await this.log.append(tx, {
      ...{ kind: 'person.registered' as const, payload: { method: 'password' as const }, channel: viewer.channel },
      ...{ personId: newcomer, actorPersonId: newcomer },
    });
    return own;
  }
}

/** The account of a link, if it still has the address that the link was sent to. */
async function ownedBy(tx: Tx, { accountId, email }: AccountToken): Promise<Owned | undefined> {
  const [owned] = await rows<Owned>(
    tx,
    sql`select a.id as "accountId", a.person_id as "personId", a.email, a.email_verified_at is not null as "isVerified",
          exists (select from identity i where i.person_id = a.person_id) as "hasIdentities"
        from account a join person p on p.id = a.person_id
        where a.id = ${accountId} and p.state = 'active' and (${email}::text is null or lower(a.email) = lower(${email})) for update of a`,
  );
  return owned;
}

function byNetworksOnly(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'This person comes in by networks and has no e-mail here.',
    ru: 'Этот человек входит через сети, почты у него здесь нет.',
  });
}
