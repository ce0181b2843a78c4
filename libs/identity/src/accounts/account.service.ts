import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Clock, Database, invalid, type Locale, newId, Refusal, rows, sql, type Tx, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { type NewPerson, PersonRepository, personName } from '../people/person.repository.js';
import { type SessionPlace, SessionService } from '../sessions/session.service.js';
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
}

/** From where somebody comes in. */
export interface Entrance extends SessionPlace {
  /** Token of the session that this browser has now; it ends. */
  replaces?: string | undefined;
}

interface AccountRow {
  id: string;
  personId: string;
  passwordHash: string;
}

/** Accounts: made, entered, and their password changed. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonRepository,
    private readonly sessions: SessionService,
    private readonly brakes: EntryBrakes,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account and signs in; the session's token.
   * @throws Refusal INVALID naming the field, CONFLICT when the e-mail has an account, LIMITED
   */
  signUp(viewer: Viewer, input: SignUp, entrance: Entrance): Promise<string> {
    return this.register(viewer, input, entrance, 'password');
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
    return this.database.transaction(async (tx) => {
      const { accountId, personId } = await this.insert(tx, { ...account, passwordHash, locale: viewer.locale });
      await also(tx, personId);
      const token = await this.sessions.open(tx, accountId, entrance, entrance.replaces);
      await this.log.append(tx, registered(personId, viewer.channel, method));
      return token;
    });
  }

  /**
   * A new session's token.
   * @throws Refusal INVALID, the same for an unknown e-mail, a wrong password and a suspended person; LIMITED
   */
  async signIn(viewer: Viewer, { email, password }: { email: string; password: string }, entrance: Entrance): Promise<string> {
    await this.brakes.beforePassword(email, entrance.address);
    const account = await this.findByEmail(email);
    if (!(await verifyPassword(account?.passwordHash, password)) || account === undefined) throw wrongPair();
    await this.brakes.afterRightPassword(email, entrance.address);
    return this.database.transaction(async (tx) => {
      const token = await this.sessions.open(tx, account.id, entrance, entrance.replaces);
      await this.log.append(tx, {
        ...ownAct(viewer, 'person.signed_in', { method: 'password' }),
        personId: account.personId,
        actorPersonId: account.personId,
        visitorHash: null,
      });
      return token;
    });
  }

  /**
   * Changes the viewer's password and ends all other sessions.
   * @throws Refusal INVALID on `current` or `next`, LIMITED: the same brake as at sign-in
   */
  async changePassword(viewer: Viewer, { current, next }: { current: string; next: string }, address: string): Promise<boolean> {
    const { accountId } = viewer;
    if (accountId === null) throw unauthenticated();
    const account = await this.database.main.row<{ email: string; passwordHash: string }>(
      sql`select email, password_hash as "passwordHash" from account where id = ${accountId}`,
    );
    if (account === undefined) throw unauthenticated();
    checkNewPassword('next', next, account.email);
    await this.brakes.beforePassword(account.email, address);
    if (!(await verifyPassword(account.passwordHash, current))) {
      throw invalid('current', { en: 'This is not your present password.', ru: 'Это не ваш нынешний пароль.' });
    }
    await this.brakes.afterRightPassword(account.email, address);
    const passwordHash = await hashPassword(next);
    await this.database.transaction(async (tx) => {
      // Only if nobody changed it since it was compared: of two changes at once one loses.
      const changed = await rows(
        tx,
        sql`update account set password_hash = ${passwordHash}, password_changed_at = ${this.clock.now()}
            where id = ${accountId} and password_hash = ${account.passwordHash} returning id`,
      );
      if (changed.length === 0)
        throw new Refusal('CONFLICT', { en: 'The password was changed a moment ago.', ru: 'Пароль только что изменили.' });
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
    });
    return true;
  }

  /** An account with its person, checked and logged, for trusted callers (the demo); nobody is signed in. */
  async create(tx: Tx, account: NewAccount, method: 'demo' | 'import' = 'demo'): Promise<{ accountId: string; personId: string }> {
    const made = await this.insert(tx, { ...account, name: personName(account.name), email: emailFrom(account.email) });
    await this.log.append(tx, {
      ...registered(made.personId, 'system', method),
      ...(account.joinedAt && { occurredAt: account.joinedAt }),
    });
    return made;
  }

  /** @throws Refusal CONFLICT */
  private async insert(tx: Tx, account: NewAccount): Promise<{ accountId: string; personId: string }> {
    const personId = await this.persons.add(tx, account);
    const [accountId, now] = [newId(), this.clock.now()];
    const added = await rows(
      tx,
      sql`insert into account (id, person_id, email, password_hash, locale, created_at, password_changed_at)
          values (${accountId}, ${personId}, ${account.email}, ${account.passwordHash}, ${account.locale ?? null}, ${now}, ${now})
          on conflict do nothing returning id`,
    );
    if (added.length === 0) throw emailTaken();
    return { accountId, personId };
  }

  private findByEmail(email: string): Promise<AccountRow | undefined> {
    const address = email.normalize('NFKC').trim().replaceAll('\u0000', '').slice(0, 254);
    return this.database.main.row<AccountRow>(
      sql`select a.id, a.person_id as "personId", a.password_hash as "passwordHash" from account a join person p on p.id = a.person_id
          where lower(a.email) = lower(${address}) and p.state = 'active'`,
    );
  }
}

/** What was typed, checked without looking at what there is. @throws Refusal INVALID */
function checkSignUp({ name, email, password }: SignUp): { name: string; email: string } {
  const account = { name: personName(name), email: emailFrom(email) };
  checkNewPassword('password', password, account.email);
  return account;
}

/** The first interaction of a person. */
function registered(personId: string, channel: Viewer['channel'], method: 'password' | 'setup' | 'import' | 'demo') {
  return { kind: 'person.registered' as const, payload: { method }, personId, actorPersonId: personId, channel };
}

function wrongPair(): Refusal {
  return invalid('password', { en: 'E-mail and password do not match.', ru: 'Почта и пароль не подходят друг к другу.' });
}

function emailTaken(): Refusal {
  return new Refusal(
    'CONFLICT',
    { en: 'This e-mail has an account already. Sign in instead.', ru: 'На эту почту уже есть учётная запись. Войдите в неё.' },
    'email',
  );
}
