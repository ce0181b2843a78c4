import { Injectable } from '@nestjs/common';
import { InteractionLog } from '@veche/interactions';
import { Clock, constraintOf, Database, Jobs, newId, rows, Secrets, sql, type Tx } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import type { Entrance } from '../accounts/account.service.js';
import { AccountStore } from '../accounts/account.store.js';
import { EmailClaims } from '../accounts/email-claims.js';
import { EntryBrakes } from '../accounts/entry-brakes.js';
import { LoginRefused } from '../networks/login-request.js';
import type { Provider, ProvenIdentity } from '../networks/provider.js';
import { PersonRepository } from '../people/person.repository.js';
import { SessionService } from '../sessions/session.service.js';
import { SignIn } from '../sessions/sign-in.js';
import { knownName } from './known-name.js';
import { PICTURE_JOB } from './picture.service.js';

interface KnownIdentity {
  id: string;
  personId: string;
  accountId: string | null;
  state: string;
  isAdmin: boolean;
}

/** Coming in by an identity at a provider. An identity is found by issuer and subject, by nothing else: never by e-mail. */
@Injectable()
export class IdentityService {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonRepository,
    private readonly accounts: AccountStore,
    private readonly claims: EmailClaims,
    private readonly brakes: EntryBrakes,
    private readonly signIn: SignIn,
    private readonly sessions: SessionService,
    private readonly secrets: Secrets,
    private readonly log: InteractionLog,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /**
   * Signs in whose identity it is, else makes them an account. The session's token.
   * @throws LoginRefused, Refusal LIMITED
   */
  async enter(viewer: Viewer, provider: Provider, proven: ProvenIdentity, entrance: Entrance): Promise<string> {
    const token = await this.signInKnown(viewer, provider, proven, entrance);
    if (token !== undefined) return token;
    await this.brakes.beforeSignUp(entrance.address);
    return this.register(viewer, provider, proven, entrance).catch(async (error: unknown) => {
      const constraint = constraintOf(error);
      // Somebody took the same address at this very moment: look again who has it.
      if (constraint === 'account_proven_email_key') return this.register(viewer, provider, proven, entrance);
      if (constraint !== 'identity_issuer_subject_key') throw error;
      // Two callbacks at once: the other one made the account.
      return (await this.signInKnown(viewer, provider, proven, entrance))!;
    });
  }

  private signInKnown(viewer: Viewer, provider: Provider, proven: ProvenIdentity, entrance: Entrance): Promise<string | undefined> {
    return this.database.transaction(async (tx) => {
      const known = await find(tx, proven);
      if (known === undefined) return undefined;
      if (known.state !== 'active' || known.accountId === null) throw new LoginRefused('other');
      if (provider.isNeverAdmin && known.isAdmin) throw new LoginRefused('admin');
      await this.note(tx, known.id, proven);
      const who = { accountId: known.accountId, personId: known.personId };
      return this.signIn.admit(tx, who, { method: 'network', provider: provider.id }, entrance, viewer.channel);
    });
  }

  private register(viewer: Viewer, provider: Provider, proven: ProvenIdentity, entrance: Entrance): Promise<string> {
    return this.database.transaction(async (tx) => {
      const personId = (await this.imported(tx, proven)) ?? (await this.persons.add(tx, { name: knownName(proven.name, viewer.locale) }));
      const accountId = await this.accounts.add(tx, personId, { locale: viewer.locale });
      await this.add(tx, personId, provider, proven);
      await this.claims.ofNewcomer(tx, { accountId, personId }, proven);
      const token = await this.sessions.open(tx, accountId, entrance, entrance.replaces);
      await this.log.append(tx, {
        kind: 'person.registered',
        payload: { method: 'network', provider: provider.id },
        personId,
        actorPersonId: personId,
        channel: viewer.channel,
      });
      return token;
    });
  }

  /** Keeps an identity as a person's, with its picture fetched soon after. @throws the unique key's error when it is somebody's */
  async add(tx: Tx, personId: string, provider: Provider, proven: ProvenIdentity): Promise<string> {
    const [id, now] = [newId(), this.clock.now()];
    const { issuer, subject, name, email, isEmailVerified, deviceId, refreshToken } = proven;
    await rows(
      tx,
      sql`insert into identity (id, issuer, subject, person_id, provider, name, email, is_email_verified, device_id, refresh_sealed, linked_at, last_used_at)
          values (${id}, ${issuer}, ${subject}, ${personId}, ${provider.id}, ${name}, ${email}, ${isEmailVerified}, ${deviceId ?? null},
            ${refreshToken === undefined ? null : this.secrets.seal(refreshToken)}, ${now}, ${now})`,
    );
    if (proven.pictureUrl !== null) await this.jobs.add(tx, PICTURE_JOB, { identity: id, url: proven.pictureUrl });
    return id;
  }

  /** What a provider says anew is noted with the identity; it changes nothing of the account (attack 25). */
  async note(tx: Tx, id: string, { email, isEmailVerified, deviceId, refreshToken }: ProvenIdentity): Promise<void> {
    await rows(
      tx,
      sql`update identity set last_used_at = ${this.clock.now()}, email = ${email}, is_email_verified = ${isEmailVerified},
            device_id = coalesce(${deviceId ?? null}::text, device_id),
            refresh_sealed = coalesce(${refreshToken === undefined ? null : this.secrets.seal(refreshToken)}::bytea, refresh_sealed)
          where id = ${id}`,
    );
  }

  /** The same issuer and subject is the same human: somebody who was imported from there and has no account here yet. */
  private async imported(tx: Tx, { issuer, subject }: ProvenIdentity): Promise<string | undefined> {
    const [person] = await rows<{ id: string }>(
      tx,
      sql`select p.id from person p where p.source = ${issuer} and p.external_id = ${subject} and p.state = 'active'
            and not exists (select from account a where a.person_id = p.id) for update`,
    );
    return person?.id;
  }
}

async function find(tx: Tx, { issuer, subject }: ProvenIdentity): Promise<KnownIdentity | undefined> {
  const [known] = await rows<KnownIdentity>(
    tx,
    sql`select i.id, i.person_id as "personId", a.id as "accountId", p.state,
          exists (select from role_grant g where g.person_id = p.id and g.role in ('ADMIN', 'CRM_ADMIN')) as "isAdmin"
        from identity i join person p on p.id = i.person_id left join account a on a.person_id = p.id
        where i.issuer = ${issuer} and i.subject = ${subject} for update of i`,
  );
  return known;
}
