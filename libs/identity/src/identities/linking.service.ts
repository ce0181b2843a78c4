import { Injectable } from '@nestjs/common';
import { InteractionLog, ownAct } from '@veche/interactions';
import { Database, isId, notFound, Refusal, rows, sql, type Tx, unauthenticated } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { EmailClaims } from '../accounts/email-claims.js';
import { LoginRefused } from '../networks/login-request.js';
import type { Provider, ProvenIdentity } from '../networks/provider.js';
import { FreshProof } from '../sessions/fresh-proof.js';
import { SessionService } from '../sessions/session.service.js';
import { IdentityService } from './identity.service.js';

/** Identities of an account: joined after both sides were proved, taken off again, never the last way in. */
@Injectable()
export class LinkingService {
  constructor(
    private readonly database: Database,
    private readonly identities: IdentityService,
    private readonly claims: EmailClaims,
    private readonly proof: FreshProof,
    private readonly sessions: SessionService,
    private readonly log: InteractionLog,
  ) {}

  isProved(viewer: Viewer): Promise<boolean> {
    return this.proof.isFresh(viewer);
  }

  /**
   * Joins what was just proved to the viewer's account, whose own side was proved minutes ago; all other sessions end, and the owner
   * is told by mail.
   * @throws LoginRefused: somebody has it already, or the viewer's proof is too old
   */
  async link(viewer: Viewer, provider: Provider, proven: ProvenIdentity): Promise<void> {
    const { accountId, personId } = ownerOf(viewer);
    if (!(await this.proof.isFresh(viewer))) throw new LoginRefused('fresh');
    if (provider.isNeverAdmin && (viewer.roles.has('ADMIN') || viewer.roles.has('CRM_ADMIN'))) throw new LoginRefused('admin');
    await this.database.transaction(async (tx) => {
      await lockAccount(tx, accountId);
      const [taken] = await rows<{ personId: string; id: string }>(
        tx,
        sql`select id, person_id as "personId" from identity where issuer = ${proven.issuer} and subject = ${proven.subject} for update`,
      );
      if (taken !== undefined && taken.personId !== personId) throw new LoginRefused('taken');
      if (taken !== undefined) return this.identities.note(tx, taken.id, proven);
      const identityId = await this.identities.add(tx, personId, provider, proven);
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.dropPending(tx, accountId);
      await this.claims.ask(tx, { kind: 'linked', accountId, identityId, provider: provider.name });
      await this.log.append(tx, ownAct(viewer, 'identity.linked', { provider: provider.id }));
    });
  }

  /** The viewer showed once more, by an identity of theirs, that it is they. @throws LoginRefused when it is another's */
  async prove(viewer: Viewer, proven: ProvenIdentity): Promise<void> {
    const { personId } = ownerOf(viewer);
    await this.database.transaction(async (tx) => {
      const [own] = await rows<{ id: string }>(
        tx,
        sql`select id from identity where issuer = ${proven.issuer} and subject = ${proven.subject} and person_id = ${personId}`,
      );
      if (own === undefined) throw new LoginRefused('other');
      await this.identities.note(tx, own.id, proven);
      await this.proof.renew(tx, viewer);
    });
  }

  /**
   * Takes an identity off the viewer's account.
   * @throws Refusal NOT_FOUND, CONFLICT when it is the last way in, FORBIDDEN without a fresh proof
   */
  async unlink(viewer: Viewer, id: string): Promise<boolean> {
    const { accountId, personId } = ownerOf(viewer);
    await this.proof.insist(viewer);
    if (!isId(id)) throw notFound();
    await this.database.transaction(async (tx) => {
      // One at a time: two at once would each see the other as the way that stays.
      await lockAccount(tx, accountId);
      const provider = await this.remove(tx, personId, id);
      if (!(await hasWayIn(tx, accountId))) throw lastWayIn();
      await this.sessions.endOthers(tx, accountId, viewer.sessionId);
      await this.claims.ask(tx, { kind: 'unlinked', accountId });
      await this.log.append(tx, ownAct(viewer, 'identity.unlinked', { provider }));
    });
    return true;
  }

  /** @returns its provider's id. @throws Refusal NOT_FOUND */
  private async remove(tx: Tx, personId: string, id: string): Promise<string> {
    const [gone] = await rows<{ provider: string }>(
      tx,
      sql`delete from identity where id = ${id} and person_id = ${personId} returning provider`,
    );
    if (gone === undefined) throw notFound();
    return gone.provider;
  }
}

/** Commands on one account's ways in wait for each other. */
export async function lockAccount(tx: Tx, accountId: string): Promise<void> {
  await rows(tx, sql`select from account where id = ${accountId} for update`);
}

/** Whether somebody could come in: by an identity, or by e-mail and password. */
export async function hasWayIn(tx: Tx, accountId: string): Promise<boolean> {
  const ways = await rows(
    tx,
    sql`select from account a where a.id = ${accountId} and ((a.email is not null and a.password_hash is not null)
          or exists (select from identity i where i.person_id = a.person_id))`,
  );
  return ways.length > 0;
}

function ownerOf({ accountId, personId }: Viewer): { accountId: string; personId: string } {
  if (accountId === null || personId === null) throw unauthenticated();
  return { accountId, personId };
}

function lastWayIn(): Refusal {
  return new Refusal('CONFLICT', {
    en: 'This is your last way in. Set a password or link another network first.',
    ru: 'Это ваш последний способ войти. Сначала задайте пароль или привяжите другую сеть.',
  });
}
