import { Injectable } from '@nestjs/common';
import { InteractionLog, type NewInteraction } from '@veche/interactions';
import { Clock, hashToken, MINUTE, newToken, rows, sql, type Tx } from '@veche/platform';
import type { Channel } from '@veche/visibility';
import type { Entrance } from '../accounts/account.service.js';
import { isSessionToken, SessionService } from './session.service.js';
import { StandingReader } from './standing.reader.js';

/** So long somebody may look for their second factor. */
export const PENDING_SIGN_IN = 10 * MINUTE;

/** How somebody proved who they are. */
export interface SignInMethod {
  method: 'password' | 'network';
  provider?: string;
}

interface Who {
  accountId: string;
  personId: string;
}

/**
 * Lets somebody in who proved the first factor. Where their account has a second one they get a token that is no session: whatever
 * knows sessions, an older version of this portal included, takes them for a visitor until they prove that too.
 */
@Injectable()
export class SignIn {
  constructor(
    private readonly sessions: SessionService,
    private readonly log: InteractionLog,
    private readonly clock: Clock,
    private readonly standing: StandingReader,
  ) {}

  /** The token for the cookie; the last statement of a command, since it may write to the log. @throws Refusal FORBIDDEN to the suspended and banned */
  async admit(tx: Tx, who: Who, how: SignInMethod, entrance: Entrance, channel: Channel): Promise<string> {
    const [is] = await rows<{ state: string; hasFactor: boolean }>(
      tx,
      sql`select p.state, exists (select from second_factor f where f.account_id = ${who.accountId} and f.confirmed_at is not null) as "hasFactor"
          from person p where p.id = ${who.personId}`,
    );
    if (is !== undefined && is.state !== 'active') throw await this.standing.refusal(tx, who.personId);
    if (is?.hasFactor === true) return this.wait(tx, who.accountId, how, entrance);
    return this.open(tx, who, how, entrance, channel);
  }

  /** Opens the session and writes that somebody signed in. */
  async open(tx: Tx, { accountId, personId }: Who, how: SignInMethod, entrance: Entrance, channel: Channel): Promise<string> {
    const token = await this.sessions.open(tx, accountId, entrance, entrance.replaces);
    await this.log.append(tx, signedIn(personId, how, channel));
    return token;
  }

  private async wait(tx: Tx, accountId: string, { method, provider }: SignInMethod, { replaces }: Entrance): Promise<string> {
    const { token, hash } = newToken();
    const now = this.clock.now();
    if (isSessionToken(replaces)) {
      await rows(tx, sql`delete from session where token_hash = ${hashToken(replaces)}`);
      await rows(tx, sql`delete from pending_sign_in where token_hash = ${hashToken(replaces)}`);
    }
    await rows(
      tx,
      sql`insert into pending_sign_in (token_hash, account_id, method, provider, created_at, expires_at)
          values (${hash}, ${accountId}, ${method}, ${provider ?? null}, ${now}, ${new Date(now.getTime() + PENDING_SIGN_IN)})`,
    );
    return token;
  }
}

function signedIn(personId: string, { method, provider }: SignInMethod, channel: Channel): NewInteraction<'person.signed_in'> {
  const payload = { method, ...(provider !== undefined && { provider }) };
  return { kind: 'person.signed_in', payload, personId, actorPersonId: personId, channel, visitorHash: null };
}
