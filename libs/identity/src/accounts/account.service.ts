import { Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { Clock, Database, invalid, type Locale, Refusal, rows, sql, type Tx, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type NewPerson, PersonRepository, personName } from '../people/person.repository.js';
import { FreshProof } from '../sessions/fresh-proof.js';
import { type SessionPlace, SessionService } from '../sessions/session.service.js';
import { SignIn } from '../sessions/sign-in.js';
import { AccountStore } from './account.store.js';
import { AddressHolders } from './address-holders.js';
import { EmailClaims } from './email-claims.js';
import { emailFrom } from './email.js';
import { EntryBrakes } from './entry-brakes.js';
import { checkNewPassword, hashPassword, verifyPassword } from './password.js';

/** An account about to be; `passwordHash` by `hashPassword`. */
export interface NewAccount extends NewPerson {
  email: string;
  passwordHash: string;
  locale?: Locale;
}

export interface SignUp {
  name: string;
  email: string;
  password: string;
  /** The form looked filled in by a script: the account is made, and what it writes waits. */
  isSuspect?: boolean;
}

/** From where somebody comes in. */
export interface Entrance extends SessionPlace {
  /** Token of the session that this browser has now; it ends. */
  replaces?: string | undefined;
}

/** Accounts: made, entered, and their password changed. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonRepository,
    private readonly store: AccountStore,
    private readonly holders: AddressHolders,
    private readonly claims: EmailClaims,
    private readonly proof: FreshProof,
    private readonly sessions: SessionService,
    private readonly doors: SignIn,
    private readonly brakes: EntryBrakes,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account and signs in; the session's token.
   * @throws Refusal INVALID naming the field, CONFLICT when somebody proved the e-mail, or it is this password's already, LIMITED
   */
  async signUp(viewer: Viewer, input: SignUp, entrance: Entrance): Promise<string> {
    try {
      return await this.register(viewer, input, entrance, 'password', input.isSuspect === true ? watched : undefined);
    } catch (error) {
      // Whose address it really is learns of it there, and how to come in.
      if (error instanceof Refusal && error.code === 'CONFLICT')
        await this.database.transaction((tx) => this.claims.ask(tx, { kind: 'sign_up_again', email: emailFrom(input.email) }));
      throw error;
    }
  }

  /** `signUp` with whatever else belongs to it in the same transaction; what `also` throws undoes everything. */
  async register(
    viewer: Viewer,
    input: SignUp,
    entrance: Entrance,
    method: 'password' | 'setup',
    also: (tx: Tx, personId: string) => Promise<void> = async () => undefined,
  ): Promise<string> {
    const account = checkSignUp(input);
    await this.brakes.beforeSignUp(entrance.address);
    // Always, and before the e-mail is looked up: the time tells nothing.
    const passwordHash = await hashPassword(input.password);
    const beside = await this.holders.besideWhom(account.email, input.password);
    return this.database.transaction(async (tx) => {
      const { accountId, personId } = await this.insert(tx, { ...account, passwordHash, locale: viewer.locale }, beside);
      await also(tx, personId);
      await this.claims.ask(tx, { kind: 'verify_email', accountId, email: account.email });
      const token = await this.sessions.open(tx, accountId, entrance, entrance.replaces);
      await this.log.append(tx, registered(personId, viewer.channel, method));
      return token;
    });
  }

  /**
   * A new session's token.
   * @throws Refusal INVALID, the same for an unknown e-mail and a wrong password; FORBIDDEN with reason and end for a person who is
   * suspended or banned and has just proved who they are; LIMITED
   */
  async signIn(viewer: Viewer, { email, password }: { email: string; password: string }, entrance: Entrance): Promise<string> {
    await this.brakes.beforePassword(email, entrance.address);
    const account = await this.holders.withPassword(email, password);
    if (account === undefined) throw wrongPair();
    await this.brakes.afterRightPassword(email, entrance.address, account.isShared);
    const who = { accountId: account.id, personId: account.personId };
    return this.database.transaction((tx) => this.doors.admit(tx, who, { method: 'password' }, entrance, viewer.channel));
  }

  /**
   * Changes the viewer's password and ends all other sessions.
   * @throws Refusal INVALID on `current` or `next`, LIMITED: the same brake as at sign-in
   */
  async changePassword(viewer: Viewer, { current, next }: { current: string; next: string }, address: string): Promise<boolean> {
    const { accountId } = viewer;
    if (accountId === null) throw unauthenticated();
    const account = await this.database.main.row<{ email: string | null; passwordHash: string | null }>(
      sql`select email, password_hash as "passwordHash" from account where id = ${accountId}`,
    );
    if (account === undefined) throw unauthenticated();
    if (account.email === null)
      throw invalid('next', { en: 'Add an e-mail first: one signs in with both.', ru: 'Сначала добавьте почту: входят по обоим.' });
    checkNewPassword('next', next, account.email);
    // Who came by a network has none to show; that it is they was proved minutes ago.
    if (account.passwordHash === null) await this.proof.insist(viewer);
    else await this.comparePresent(account.email, account.passwordHash, current, address);
    const passwordHash = await hashPassword(next);
    await this.database.transaction(async (tx) => {
      // Only if nobody changed it since it was compared: of two changes at once one loses.
      const changed = await rows(
        tx,
        sql`update account set password_hash = ${passwordHash}, password_changed_at = ${this.clock.now()}
            where id = ${accountId} and password_hash is not distinct from ${account.passwordHash} returning id`,
      );
      if (changed.length === 0)
        throw new Refusal('CONFLICT', { en: 'The password was changed a moment ago.', ru: 'Пароль только что изменили.' });
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.dropPending(tx, accountId);
      await this.claims.ask(tx, { kind: 'password_changed', accountId });
    });
    return true;
  }

  /** The viewer shows by their password that it is they. @throws Refusal INVALID on `current`, LIMITED */
  async prove(viewer: Viewer, current: string, address: string): Promise<boolean> {
    const account = await this.database.main.row<{ email: string; passwordHash: string }>(
      sql`select email, password_hash as "passwordHash" from account where id = ${viewer.accountId} and email is not null and password_hash is not null`,
    );
    if (account === undefined) throw unauthenticated();
    await this.comparePresent(account.email, account.passwordHash, current, address);
    await this.database.transaction((tx) => this.proof.renew(tx, viewer));
    return true;
  }

  /** @throws Refusal INVALID on `current`, LIMITED: the same brake as at sign-in */
  private async comparePresent(email: string, passwordHash: string, current: string, address: string): Promise<void> {
    await this.brakes.beforePassword(email, address);
    if (!(await verifyPassword(passwordHash, current))) {
      throw invalid('current', { en: 'This is not your present password.', ru: 'Это не ваш нынешний пароль.' });
    }
    await this.brakes.afterRightPassword(email, address, (await this.holders.of(email)).length > 1);
  }

  /** An account with its person, checked and logged, for trusted callers (the demo); nobody is signed in. */
  async create(tx: Tx, account: NewAccount, method: 'demo' | 'import' = 'demo'): Promise<{ accountId: string; personId: string }> {
    const made = await this.insert(tx, { ...account, name: personName(account.name), email: emailFrom(account.email) });
    // Whoever is trusted to make them vouches for them: nothing of theirs waits for a moderator.
    await rows(tx, sql`update person set approved_posts = 3 where id = ${made.personId}`);
    await this.log.append(tx, {
      ...registered(made.personId, 'system', method),
      ...(account.joinedAt && { occurredAt: account.joinedAt }),
    });
    return made;
  }

  /** @throws Refusal CONFLICT */
  private async insert(tx: Tx, account: NewAccount, beside: readonly string[] = []): Promise<{ accountId: string; personId: string }> {
    const personId = await this.persons.add(tx, account);
    const accountId = await this.store.add(tx, personId, account, beside);
    return { accountId, personId };
  }
}

/** What was typed, checked without looking at what there is. @throws Refusal INVALID */
function checkSignUp({ name, email, password }: SignUp): { name: string; email: string } {
  const account = { name: personName(name), email: emailFrom(email) };
  checkNewPassword('password', password, account.email);
  return account;
}

/** Whatever somebody writes whose sign-up looked like a script's waits, until a moderator lets the first of it through. */
async function watched(tx: Tx, personId: string): Promise<void> {
  await rows(tx, sql`update person set approved_posts = -1 where id = ${personId}`);
}

/** The first interaction of a person. */
function registered(personId: string, channel: Viewer['channel'], method: 'password' | 'setup' | 'import' | 'demo') {
  return { kind: 'person.registered' as const, payload: { method }, personId, actorPersonId: personId, channel };
}

function wrongPair(): Refusal {
  return invalid('password', { en: 'E-mail and password do not match.', ru: 'Почта и пароль не подходят друг к другу.' });
}
